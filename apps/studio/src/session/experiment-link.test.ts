import { deflateSync } from "fflate";
import { describe, expect, test } from "vitest";
import { experimentLink, linkedExperiment } from "./experiment-link.ts";

const PAGE = "https://example.org/studio/index.html#/sensor";
const hashOf = (link: string) => link.slice(link.indexOf("#"));

describe("a link that holds an experiment", () => {
  test("gives it back, letter by letter", () => {
    const text = "schemaVersion: 1\ntitle: Grüße, ⟨B⟩ → β?\n# a comment\n";
    const link = experimentLink(text, PAGE);
    expect(link).toMatch(/^https:\/\/example\.org\/studio\/index\.html#\/make\?experiment=[\w-]+$/);
    expect(linkedExperiment(hashOf(link))).toBe(text);
  });

  test("other addresses hold none", () => {
    expect(linkedExperiment("#/make")).toBeUndefined();
  });

  test("one that was cut is refused", () => {
    const link = hashOf(experimentLink(`title: ${"words and more words ".repeat(9)}`, PAGE));
    for (const damaged of [link.slice(0, -4), `${link}*`]) {
      expect(() => linkedExperiment(damaged)).toThrow(/damaged/);
    }
  });

  test("one that unpacks without end is refused before it does", () => {
    const bomb = Buffer.from(deflateSync(new Uint8Array(10_000_000))).toString("base64url");
    expect(bomb.length).toBeLessThan(20_000);
    expect(() => linkedExperiment(`#/make?experiment=${bomb}`)).toThrow(/more than a million/);
  });
});
