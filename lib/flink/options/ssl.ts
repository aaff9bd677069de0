import { flagOption, textOption } from "./flink-option";

/** The stores of one kind of traffic; passwords are never set here, since a configuration is readable by many. */
function storesOf(traffic: "internal" | "rest") {
  const option = (name: string) => textOption(`security.ssl.${traffic}.${name}`);
  return {
    ENABLED: flagOption(`security.ssl.${traffic}.enabled`),
    KEYSTORE: option("keystore"),
    KEYSTORE_TYPE: option("keystore-type"),
    TRUSTSTORE: option("truststore"),
    TRUSTSTORE_TYPE: option("truststore-type"),
    KEYSTORE_PASSWORD: option("keystore-password"),
    KEY_PASSWORD: option("key-password"),
    TRUSTSTORE_PASSWORD: option("truststore-password"),
  } as const;
}

/** `SecurityOptions`: RPC, data and files between processes, where both ends show a certificate. */
export const InternalSslOptions = storesOf("internal");
/** `SecurityOptions`: the REST interface, whose clients show none. */
export const RestSslOptions = storesOf("rest");
