/**
 * What a custom resource of ours says, Terraform owns: an apply takes back what somebody changed there by hand. Without it
 * the API server refuses the apply for as long as that somebody owns the field.
 */
export const FIELD_MANAGER = { forceConflicts: true } as const;
