import { InvalidInputError } from "../errors";
import { requireText } from "../units/literal";

/** Release lines this library writes configuration for, each with its newest patch known on 2026-11-22. */
const NEWEST_PATCH: Readonly<Record<string, number>> = { "1.20": 4, "2.0": 2, "2.1": 2, "2.2": 1, "2.3": 0 };

/** The first patch of a line whose S3 plugins bring an AWS SDK that knows EKS Pod Identity (FLINK-36643). */
const POD_IDENTITY_SINCE: Readonly<Record<string, number>> = { "1.20": 1 };

/** An exact Flink release. The image, the S3 plugin's file name and the operator's `flinkVersion` all follow from it. */
export class FlinkVersion {
  /** What an environment gets that states none: the newest line the released operator deploys. */
  static readonly DEFAULT = FlinkVersion.of("2.2");

  /** Every release line known here, oldest first. */
  static lines(): readonly string[] {
    return Object.keys(NEWEST_PATCH);
  }

  /**
   * Reads a release line (`2.2`, meaning its newest known patch) or an exact release (`2.2.0`).
   *
   * @throws InvalidInputError `FlinkVersionUnknown`
   */
  static of(text: string): FlinkVersion {
    requireText(text, "a Flink version");
    const [, line = "", patch] = /^(\d+\.\d+)(?:\.(\d+))?$/.exec(text) ?? [];
    const newest = NEWEST_PATCH[line];
    if (newest === undefined) {
      throw new InvalidInputError(
        "FlinkVersionUnknown",
        `Flink ${JSON.stringify(text)} is not known here; use one of ${FlinkVersion.lines().join(", ")}, or a release of them such as 2.2.1`,
      );
    }
    const [major, minor] = line.split(".").map(Number) as [number, number];
    return new FlinkVersion(major, minor, patch === undefined ? newest : Number(patch));
  }

  private constructor(
    readonly major: number,
    readonly minor: number,
    readonly patch: number,
  ) {}

  /** The release line, `2.2`. */
  get line(): string {
    return `${this.major}.${this.minor}`;
  }
  /** The operator's name for the line, `v2_2`. */
  get operatorName(): string {
    return `v${this.major}_${this.minor}`;
  }
  /** Flink 2 reads only `config.yaml`. */
  get configurationFile(): "config.yaml" | "flink-conf.yaml" {
    return this.major >= 2 ? "config.yaml" : "flink-conf.yaml";
  }
  get supportsPodIdentity(): boolean {
    return this.patch >= (POD_IDENTITY_SINCE[this.line] ?? 0);
  }
  /** Whether this line is `line` or a later one. */
  isAtLeast(line: string): boolean {
    const [major = 0, minor = 0] = line.split(".").map(Number);
    return this.major > major || (this.major === major && this.minor >= minor);
  }
  /** The exact release, `2.2.1`. */
  toString(): string {
    return `${this.line}.${this.patch}`;
  }
  toJSON(): string {
    return this.toString();
  }
}
