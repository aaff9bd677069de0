/** Words at the end of a key that announce a secret. */
const CREDENTIAL =
  /(^|[.\-_])(password|passwd|secret|secret-key|access-key|access\.key|secret\.key|token|credential|credentials|api-key|apikey|private-key)s?$/i;

/** Whether a Flink key looks as if its value were a secret. `….credentials.provider` names a class, and is none. */
export function isCredential(key: string): boolean {
  return CREDENTIAL.test(key);
}
