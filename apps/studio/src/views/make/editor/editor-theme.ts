import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The editor in the colours of the page, which follow the colour scheme by themselves. */
export const editorTheme = [
  EditorView.theme({
    "&": {
      height: "100%",
      color: "var(--ink)",
      backgroundColor: "var(--card)",
      fontSize: "var(--text-note)",
    },
    // The frame around the editor shows the focus.
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": {
      fontFamily: "ui-monospace, 'SF Mono', 'Cascadia Code', 'DejaVu Sans Mono', monospace",
      lineHeight: "1.6",
    },
    ".cm-content": { caretColor: "var(--accent)", padding: "var(--space-2) 0" },
    ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
    ".cm-gutters": { border: "0", color: "var(--ink-soft)", backgroundColor: "var(--sunken)" },
    ".cm-activeLine": { backgroundColor: "color-mix(in oklab, var(--sunken), transparent 40%)" },
    ".cm-activeLineGutter": { color: "var(--ink)", backgroundColor: "var(--sunken)" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
      backgroundColor: "color-mix(in oklab, var(--accent), transparent 72%)",
    },
    ".cm-matchingBracket": { backgroundColor: "color-mix(in oklab, var(--accent), transparent 72%)" },
    ".cm-lintRange-error": {
      backgroundImage: "none",
      textDecoration: "underline wavy var(--danger) 1.5px",
      textUnderlineOffset: "3px",
    },
    ".cm-lint-marker-error": {
      width: "8px",
      height: "8px",
      margin: "6px 3px",
      borderRadius: "50%",
      backgroundColor: "var(--danger)",
      content: "none",
    },
    ".cm-tooltip": {
      maxWidth: "52ch",
      border: "1px solid var(--line-strong)",
      borderRadius: "var(--radius-small)",
      color: "var(--ink)",
      backgroundColor: "var(--card)",
      boxShadow: "0 4px 16px rgb(0 0 0 / 22%)",
      fontFamily: "var(--font)",
    },
    ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "16em" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
      color: "var(--on-accent)",
      backgroundColor: "var(--accent)",
    },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected] .cm-completionDetail": { color: "inherit" },
    ".cm-completionDetail": { marginLeft: "1em", color: "var(--ink-soft)", fontStyle: "normal" },
    ".cm-completionMatchedText": { fontWeight: "700", textDecoration: "none" },
    ".cm-tooltip.cm-completionInfo": { padding: "var(--space-2) var(--space-3)", maxWidth: "34ch" },
    ".cm-explanation": { padding: "var(--space-2) var(--space-3)", maxWidth: "48ch", whiteSpace: "pre-wrap" },
    ".cm-diagnostic": { padding: "var(--space-2) var(--space-3)", whiteSpace: "pre-wrap" },
    ".cm-diagnostic-error": { borderLeft: "4px solid var(--danger)" },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
      { tag: [tags.comment, tags.lineComment], color: "var(--ink-soft)", fontStyle: "italic" },
      { tag: [tags.number, tags.bool, tags.null], color: "var(--minus)" },
      { tag: [tags.string, tags.special(tags.string)], color: "var(--plus)" },
      { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: "var(--ink-soft)" },
    ]),
  ),
];
