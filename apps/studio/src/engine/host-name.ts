/** This browser as a run remembers it, for instance "Chrome 140, Linux x86_64". */
export function hostName(): string {
  const [, name = "browser", version = ""] =
    /(Firefox|Edg|Chrome|Safari)\/(\d+)/.exec(navigator.userAgent) ?? [];
  const [, system = "unknown system"] = /\(([^;)]+(?:; [^;)]+)?)/.exec(navigator.userAgent) ?? [];
  return `${name} ${version}, ${system}`;
}
