import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, type Text } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
  tooltips,
} from "@codemirror/view";
import type { JsonSchema } from "qep";
import type { ExperimentProblem } from "../../../engine/inspect-experiment.ts";
import { schemasAt } from "../schema-choice.ts";
import { pathAt } from "./cursor-place.ts";
import { editorTheme } from "./editor-theme.ts";
import { schemaCompletion } from "./schema-completion.ts";

/** What an editor of experiments is made of. */
export interface YamlEditorOptions {
  /** A shadow root: style sheets are adopted there, which the content security policy allows; on a page they are not. */
  readonly root: ShadowRoot;
  readonly text: string;
  readonly schema: () => Promise<JsonSchema>;
  readonly onChange: (text: string) => void;
}

/** An editor with the schema's completion and explanations. */
export function createYamlEditor({ root, text, schema, onChange }: YamlEditorOptions): EditorView {
  const state = EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      drawSelection(),
      history(),
      yaml(),
      indentUnit.of("  "),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      autocompletion({ override: [schemaCompletion(schema)], icons: false }),
      lintGutter(),
      explanations(schema),
      tooltips({ position: "fixed" }),
      keymap.of([
        ...closeBracketsKeymap,
        ...defaultKeymap,
        ...historyKeymap,
        ...completionKeymap,
        ...lintKeymap,
      ]),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": "Experiment file, YAML", spellcheck: "false" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(update.state.doc.toString());
      }),
      editorTheme,
    ],
  });
  return new EditorView({ state, root, parent: root });
}

/** Shows another text, changing only what differs: the cursor stays, and the change can be undone. */
export function showText(view: EditorView, text: string): void {
  const old = view.state.doc.toString();
  if (old === text) return;
  const shortest = Math.min(old.length, text.length);
  let from = 0;
  while (from < shortest && old[from] === text[from]) from++;
  let end = 0;
  while (end < shortest - from && old.at(-1 - end) === text.at(-1 - end)) end++;
  view.dispatch({
    changes: { from, to: old.length - end, insert: text.slice(from, text.length - end) },
  });
}

/** Marks what is wrong. */
export function showProblems(view: EditorView, problems: readonly ExperimentProblem[]): void {
  const { doc } = view.state;
  const marks = problems.map((problem): Diagnostic => {
    return { ...rangeOf(doc, problem), severity: "error", message: problem.message };
  });
  view.dispatch(setDiagnostics(view.state, marks));
}

/** Puts the cursor where a problem is. */
export function goTo(view: EditorView, problem: ExperimentProblem): void {
  const { from } = rangeOf(view.state.doc, problem);
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
  view.focus();
}

/** From the place of a problem to the end of the word or number there; the first line where it has no place. */
function rangeOf(doc: Text, { line = 1, column = 1 }: ExperimentProblem): { from: number; to: number } {
  const { from, to, text } = doc.line(Math.min(line, doc.lines));
  const start = Math.min(from + column - 1, to);
  const word = /^[^\s,:{}[\]#]+/.exec(text.slice(start - from))?.[0].length ?? 1;
  return { from: start, to: Math.min(start + word, to) };
}

/** What a key means, when the mouse rests on it. */
function explanations(schemaOf: () => Promise<JsonSchema>) {
  return hoverTooltip(async (view, position) => {
    const found = pathAt(view.state.doc.toString(), position);
    if (!found) return null;
    const descriptions = schemasAt(await schemaOf(), found.written, found.path).flatMap(
      ({ description = [] }) => description,
    );
    if (descriptions.length === 0) return null;
    const dom = document.createElement("div");
    dom.className = "cm-explanation";
    dom.textContent = [...new Set(descriptions)].join("\n");
    return { pos: position, create: () => ({ dom }) };
  });
}
