/** The AWS partition of a region: China and GovCloud have their own. */
export function arnPartition(region: string): string {
  if (region.startsWith("cn-")) {
    return "aws-cn";
  }
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
