import type { FlinkVersion } from "../environment/flink-version";
import { InvalidInputError } from "../errors";
import { isCredential } from "./credentials";
import type { FlinkOption } from "./options/flink-option";
import { yamlText } from "./yaml-text";

/** What Flink 1.20 loses of a line. Java trims every control character from its ends, not only blanks. */
const LOST_BY_1_20 = /^$|[#\r\n\p{Cs}]|^[\0- ]|[\0- ]$/u;
/** What YAML 1.2 calls unprintable and the writer does not escape, and the line separators, which a reader may fold. */
const UNPRINTABLE = /[\x7f-\x84\x86-\x9f\u2028\u2029\p{Cs}\ufffe\uffff]/u;

type Nested = { [part: string]: string | Nested };

/**
 * Flink settings of one release, immutable and sorted.
 *
 * The same setting twice with different values is an error, never "last wins". Settings from users come through
 * {@link FlinkConfiguration.withUserSettings} only.
 */
export class FlinkConfiguration {
  static empty(version: FlinkVersion): FlinkConfiguration {
    return new FlinkConfiguration(version, new Map());
  }

  private constructor(
    readonly version: FlinkVersion,
    private readonly entries: ReadonlyMap<string, string>,
  ) {}

  /**
   * A copy with one more setting.
   *
   * @throws InvalidInputError `OptionNotInVersion`, `ConflictingFlinkSetting`, `OverlappingFlinkKeys`
   */
  with<T>(option: FlinkOption<T>, value: T): FlinkConfiguration {
    const { key, since, until } = option;
    if (
      (since !== undefined && !this.version.isAtLeast(since)) ||
      (until !== undefined && this.version.line !== until && this.version.isAtLeast(until))
    ) {
      throw new InvalidInputError(
        "OptionNotInVersion",
        `Flink ${this.version} does not read ${key} (${since ?? "1.20"} to ${until ?? "now"}) and would ignore it; leave it out`,
      );
    }
    return this.set(key, option.format(value));
  }

  /** A copy with the settings of both. */
  and(other: FlinkConfiguration): FlinkConfiguration {
    const entries = new Map(this.entries);
    for (const [key, value] of other.entries) {
      this.put(entries, key, value);
    }
    return new FlinkConfiguration(this.version, entries);
  }

  /**
   * A copy with settings the platform does not compute. They may not touch what is set here already, nor what
   * `owned` lists: two owners of one number is how a plan and a cluster drift apart.
   *
   * @param owned - keys, and prefixes ending in a dot, with what to change instead
   * @throws InvalidInputError `PlatformOwnedKey`, `CredentialInConfiguration`, and those of {@link FlinkConfiguration.with}
   */
  withUserSettings(
    settings: Readonly<Record<string, string>>,
    owned: Readonly<Record<string, string>>,
  ): FlinkConfiguration {
    let merged: FlinkConfiguration = this;
    for (const [key, value] of Object.entries(settings)) {
      refuseCredential(key);
      const owner = Object.keys(owned).find((name) => (name.endsWith(".") ? key.startsWith(name) : key === name));
      if (owner !== undefined || this.entries.has(key)) {
        const wayOut = (owner === undefined ? undefined : owned[owner]) ?? "it follows from the plan";
        throw new InvalidInputError(
          "PlatformOwnedKey",
          `${key} belongs to the platform and cannot be overridden with ${JSON.stringify(value)}; ${wayOut}`,
        );
      }
      merged = merged.set(key, value);
    }
    return merged;
  }

  get(option: Pick<FlinkOption<unknown>, "key">): string | undefined {
    return this.entries.get(option.key);
  }

  /** A setting as the type of its option. */
  value<T>(option: FlinkOption<T>): T | undefined {
    const text = this.entries.get(option.key);
    return text === undefined ? undefined : option.parse(text);
  }

  /** A copy without some settings. */
  without(options: readonly Pick<FlinkOption<unknown>, "key">[]): FlinkConfiguration {
    const left = new Map(this.entries);
    for (const { key } of options) {
      left.delete(key);
    }
    return new FlinkConfiguration(this.version, left);
  }

  /** Key to value, sorted: what the operator takes as `flinkConfiguration`. */
  toMap(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.entries].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The file this release reads: {@link FlinkVersion.configurationFile}. */
  toFile(): string {
    return this.version.configurationFile === "config.yaml" ? this.toConfigYaml() : this.toFlinkConfYaml();
  }

  /** Nested YAML 1.2, as Flink 2 reads it. Every value is a string to Flink; quotes keep YAML from reading more into it. */
  toConfigYaml(): string {
    const root = emptyNode();
    for (const [key, value] of this.entries) {
      const parts = key.split(".");
      parts.slice(0, -1).reduce<Nested>(childOf, root)[parts.at(-1) ?? key] = value;
    }
    this.refuse(UNPRINTABLE, "config.yaml", "YAML knows no control characters, and Flink would reject the whole file");
    // A block scalar of line ends alone is written in a way Flink's parser rejects; quotes are not open to doubt.
    return yamlText(root, { blockQuote: false });
  }

  /** Flat lines, as Flink 1.20 reads them: it cuts at `#` and at line ends, so neither can be written. */
  toFlinkConfYaml(): string {
    this.refuse(LOST_BY_1_20, "flink-conf.yaml", "Flink 1.20 cuts values at # and line ends and trims them");
    return Object.entries(this.toMap())
      .map(([key, value]) => `${key}: ${value}\n`)
      .join("");
  }

  private refuse(unwritable: RegExp, file: string, reason: string): void {
    const [key, value] = Object.entries(this.toMap()).find(([, text]) => unwritable.test(text)) ?? [];
    if (key !== undefined) {
      throw new InvalidInputError(
        "FlinkValueNotRepresentable",
        `${file} cannot hold ${key}: ${JSON.stringify(value)}; ${reason}`,
      );
    }
  }

  private set(key: string, value: string): FlinkConfiguration {
    const entries = new Map(this.entries);
    this.put(entries, key, value);
    return new FlinkConfiguration(this.version, entries);
  }

  private put(entries: Map<string, string>, key: string, value: string): void {
    const current = entries.get(key);
    if (current !== undefined && current !== value) {
      throw new InvalidInputError(
        "ConflictingFlinkSetting",
        `${key} is already ${JSON.stringify(current)}; it cannot also be ${JSON.stringify(value)}`,
      );
    }
    if (current === undefined && this.version.major >= 2) {
      for (const other of entries.keys()) {
        if (isParent(other, key) || isParent(key, other)) {
          throw new InvalidInputError(
            "OverlappingFlinkKeys",
            `${key} and ${other} cannot both be in config.yaml, where one is the parent of the other; use the current spelling of the shorter one`,
          );
        }
      }
    }
    entries.set(key, value);
  }
}

/** Without a prototype, which a key such as `__proto__.x` would otherwise write to. */
function emptyNode(): Nested {
  return Object.create(null) as Nested;
}

/** The branch below a part of a key, made where it is missing. A key that is also a value was refused on the way in. */
function childOf(node: Nested, part: string): Nested {
  const child = node[part];
  if (typeof child === "object") {
    return child;
  }
  const fresh = emptyNode();
  node[part] = fresh;
  return fresh;
}

function refuseCredential(key: string): void {
  if (isCredential(key)) {
    throw new InvalidInputError(
      "CredentialInConfiguration",
      `${key} looks like a credential and would be readable in Terraform's state; mount a Secret and name it instead`,
    );
  }
}

function isParent(parent: string, child: string): boolean {
  return child[parent.length] === "." && child.startsWith(parent);
}
