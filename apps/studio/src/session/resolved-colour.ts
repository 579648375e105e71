/** A colour of the style sheet as canvases understand it, for instance `var(--ink)`, in the present colour scheme. */
export function resolvedColour(colour: string): string {
  const probe = document.createElement("span");
  probe.style.color = colour;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/**
 * The same as `#rrggbb`, for mixing.
 *
 * @param colour one without transparency, from `rgb(r, g, b)`
 * @param _scheme read by callers, so that they are told again when the scheme changes
 */
export function resolvedHex(colour: string, _scheme: boolean): string {
  const channels = resolvedColour(colour).match(/\d+/g) ?? [];
  return `#${channels
    .slice(0, 3)
    .map((channel) => Number(channel).toString(16).padStart(2, "0"))
    .join("")}`;
}
