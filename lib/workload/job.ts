import { InvalidInputError } from "../errors";

/** The artefact a stage runs: one fat JAR in an image, and how to start it. */
export interface FlinkJob {
  /** Image with Flink and the JAR. A digest (`…@sha256:…`) pins what runs. */
  readonly image: string;
  /** Where the JAR is in the image, such as `local:///opt/flink/usrlib/sentra-engine.jar`. */
  readonly jarUri: string;
  readonly entryClass: string;
  /** Passed to `main` unchanged. @default - none */
  readonly args?: readonly string[];
}

/** @throws InvalidInputError `JobInvalid` */
export function requireJob(job: FlinkJob, stage: string): void {
  const rules: readonly (readonly [boolean, string])[] = [
    [/^\S+$/.test(job.image), `image ${JSON.stringify(job.image)} is no image reference`],
    [
      !job.image.includes("@") || /^[^@]+@sha256:[0-9a-f]{64}$/.test(job.image),
      `image ${JSON.stringify(job.image)} names no digest that a registry knows; a digest has 64 hexadecimal digits after @sha256:`,
    ],
    // The operator's clean-up throws on a malformed jarURI, and the resource can then never be deleted.
    [
      /^[a-z][a-z0-9+.-]*:\/\/\S+\.jar$/.test(job.jarUri),
      `jarUri ${JSON.stringify(job.jarUri)} must be a URI of a .jar, such as local:///opt/flink/usrlib/job.jar`,
    ],
    [
      /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/.test(job.entryClass),
      `entryClass ${JSON.stringify(job.entryClass)} is no Java class name`,
    ],
  ];
  const broken = rules.find(([holds]) => !holds);
  if (broken !== undefined) {
    throw new InvalidInputError("JobInvalid", `stage ${stage}: ${broken[1]}`);
  }
}
