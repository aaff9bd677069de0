import { posix } from "node:path";
import { LocalBackend, S3Backend, TerraformProvider, TerraformStack } from "cdktf";
import type { Construct, Node } from "constructs";
import type { Environment } from "../../environment/environment";
import { InvalidInputError } from "../../errors";
import { duplicateAddresses, requireUniqueStackId } from "./addresses";
import { helm } from "./helm";
import { AwsProvider, KubernetesProvider } from "./providers";
import { movedBlocks, type RenamedConstruct, unknownRenames } from "./renamed";
import { reviewState, reviewsItself } from "./state-lock";

/**
 * Provider releases a stack accepts. The bindings pin one exact version each, which no two modules of a company share.
 * AWS 6.40 is the first without the perpetual difference in the bucket's encryption.
 */
export const PROVIDER_RANGES = {
  aws: { source: "hashicorp/aws", version: ">= 6.40, < 7" },
  kubernetes: { source: "hashicorp/kubernetes", version: ">= 2.38, < 4" },
  helm: { source: "hashicorp/helm", version: ">= 3.0, < 4" },
} as const;

/** A provider a stack can ask for. */
export type ProviderName = keyof typeof PROVIDER_RANGES;

/** Which part of which environment, and the providers its resources need. */
export interface FlinkStackProps {
  readonly environment: Environment;
  /** What this stack holds of the environment, such as `foundation`; the stack's id is `<environment>-<part>`. */
  readonly part: string;
  readonly providers: readonly ProviderName[];
  /** Version constraints that replace the defaults, by provider. @default - {@link PROVIDER_RANGES} */
  readonly providerVersions?: Partial<Readonly<Record<ProviderName, string>>>;
  /**
   * Constructs that were called otherwise once, by their paths below the stack. Terraform moves their resources to the new
   * addresses instead of destroying them. A line may stay for ever.
   *
   * @default - none
   */
  readonly renamed?: readonly RenamedConstruct[];
}

/**
 * One Terraform root module of one environment: its backend, its providers, and the checks cdktf leaves out.
 *
 * @throws InvalidInputError `DuplicateStackId`; duplicate addresses fail the synth
 */
export class FlinkStack extends TerraformStack {
  private readonly renamed: readonly RenamedConstruct[];

  constructor(
    scope: Construct,
    { environment, part, providers, providerVersions = {}, renamed = [] }: FlinkStackProps,
  ) {
    super(scope, `${environment.name}-${part}`);
    this.renamed = renamed;
    reviewsItself(this);
    requireUniqueStackId(this);
    declareBackend(this, environment);
    for (const provider of providers) {
      declareProvider(this, provider, environment);
      this.addOverride(`terraform.required_providers.${provider}`, {
        ...PROVIDER_RANGES[provider],
        ...(providerVersions[provider] !== undefined && { version: providerVersions[provider] }),
      });
    }
    this.node.addValidation({
      validate: () => [...duplicateAddresses(this), ...missingProviders(this), ...unknownRenames(this, renamed)],
    });
  }

  /** Compared with the state lock before anything of it is written. */
  override toTerraform(): unknown {
    const terraform = super.toTerraform() as { readonly moved?: readonly unknown[] };
    const moved = this.renamed.length === 0 ? [] : movedBlocks(this, this.renamed, (ids) => this.addressOf(ids));
    const complete = moved.length === 0 ? terraform : { ...terraform, moved: [...(terraform.moved ?? []), ...moved] };
    reviewState(this, complete);
    return complete;
  }

  /** What cdktf would make of a construct with these ids, if there were one. */
  private addressOf(ids: readonly string[]): string {
    const scopes = [this, ...ids.map((id) => ({ node: { id } }))];
    const node = { scopes, tryGetContext: (key: string): unknown => this.node.tryGetContext(key) };
    return this.allocateLogicalId(node as unknown as Node);
  }
}

function declareBackend(stack: FlinkStack, { terraformState }: Environment): void {
  switch (terraformState.type) {
    case "s3": {
      const { bucket, region, keyPrefix = "" } = terraformState;
      const backend = new S3Backend(stack, {
        bucket,
        region,
        key: posix.join(keyPrefix, `${stack.node.id}.tfstate`),
        encrypt: true,
      });
      // Terraform's own lock file; cdktf 0.21 has no type for it. The DynamoDB table it replaces is deprecated.
      backend.addOverride("use_lockfile", true);
      return;
    }
    case "local":
      new LocalBackend(stack, { path: posix.join(terraformState.directory, `${stack.node.id}.tfstate`) });
      return;
    default:
      terraformState satisfies never;
  }
}

function declareProvider(stack: FlinkStack, provider: ProviderName, { name, aws, kubernetes }: Environment): void {
  const configPath = kubernetes.kubeconfig;
  const configContext = kubernetes.context;
  switch (provider) {
    case "kubernetes":
      new KubernetesProvider(stack, "Kubernetes", { configPath, configContext });
      return;
    case "helm":
      new (helm().HelmProvider)(stack, "Helm", { kubernetes: { configPath, configContext } });
      return;
    case "aws":
      if (aws === undefined) {
        throw new InvalidInputError(
          "EnvironmentInvalid",
          `environment ${name} states no aws account, and its stack ${stack.node.id} asks for the AWS provider; add aws or leave the provider out`,
        );
      }
      new AwsProvider(stack, "Aws", {
        region: aws.region,
        allowedAccountIds: [aws.accountId],
        defaultTags: [{ tags: { ...(aws.tags ?? { environment: name }) } }],
      });
      return;
    default:
      provider satisfies never;
  }
}

/** Resources whose provider the stack does not configure: Terraform would use an empty configuration. */
function missingProviders(stack: FlinkStack): readonly string[] {
  const all = stack.node.findAll();
  const declared = new Set(
    all.filter(TerraformProvider.isTerraformProvider).map((provider) => provider.terraformResourceType),
  );
  const needed = new Set(
    all.map(
      (construct) =>
        (construct as { terraformGeneratorMetadata?: { providerName: string } }).terraformGeneratorMetadata
          ?.providerName,
    ),
  );
  return [...needed]
    .filter((name) => name !== undefined && !declared.has(name))
    .map((name) => `stack ${stack.node.id} declares resources of the provider ${name}; add it to providers`);
}
