import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { InvalidInputError } from "../../lib/errors";
import type { StateLock } from "../../lib/state-lock/record";
import { REWRITES } from "../support/golden";
import { type DeployedPlatform, synth } from "../support/locked";
import { EDITS } from "./edits";

const MESSAGES = join(__dirname, "messages.txt");
/** The lock of what was deployed; most edits begin with the same. */
const locks = new Map<DeployedPlatform, StateLock>();
const USUAL: DeployedPlatform = {};
const said: Record<string, string> = {};

describe("a platform that was deployed", () => {
  test.each(Object.entries(EDITS))("refuses to %s", (title, { code, before = USUAL, after }) => {
    const lock = locks.get(before) ?? synth(before).lock;
    locks.set(before, lock);
    try {
      synth(after, lock);
    } catch (error) {
      said[title] = (error as Error).message;
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(error).toMatchObject({ code });
      return;
    }
    expect.fail("the edit was not refused");
  });

  test("is told what was reviewed", () => {
    const text = Object.entries(said)
      .map(([title, message]) => `${title}\n  ${message.replaceAll("\n", "\n  ")}\n`)
      .join("\n");
    if (REWRITES) {
      writeFileSync(MESSAGES, text);
    }
    expect(text).toBe(readFileSync(MESSAGES, "utf8"));
  });
});
