import { InvalidInputError } from "../../errors";

type HelmBindings = {
  readonly HelmProvider: typeof import("@cdktf/provider-helm/lib/provider/index.js").HelmProvider;
  readonly Release: typeof import("@cdktf/provider-helm/lib/release/index.js").Release;
};

/** The Helm bindings, loaded when the first construct needs them: they are an optional peer, and most apps have none. */
export function helm(): HelmBindings {
  try {
    return {
      ...(require("@cdktf/provider-helm/lib/provider/index.js") as Pick<HelmBindings, "HelmProvider">),
      ...(require("@cdktf/provider-helm/lib/release/index.js") as Pick<HelmBindings, "Release">),
    };
  } catch (cause) {
    throw new InvalidInputError(
      "OptionalPeerMissing",
      `declaring the Flink operator needs the package @cdktf/provider-helm, which could not be loaded (${(cause as Error).message.split("\n")[0]}); run npm install @cdktf/provider-helm@12, or set runtime.install to false`,
    );
  }
}
