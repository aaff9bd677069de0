import { spawn } from "node:child_process";
import { once } from "node:events";
import { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "node:tls";

const PATIENCE_MILLIS = 5_000;
/** A server that wants a certificate may say so only after the client believes that all is well. */
const AFTERWARDS_MILLIS = 1_000;

/** How a port of a pod answers to plain text, to TLS without a certificate, and to TLS with one. */
export async function answersOf(kubectl, pod, port, client) {
  const through = (talk) => overNetcat(kubectl, pod, port, talk);
  return [
    await through(plainText),
    await through((stream) => handshake(stream)),
    await through((stream) => handshake(stream, client)),
  ];
}

/** From inside of the pod, as Flink's processes may listen on its address alone. */
async function overNetcat({ kubeconfig }, { metadata: { namespace, name }, status: { podIP } }, port, talk) {
  const options = kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`];
  const command = ["exec", "-i", "-n", namespace, name, "--", "nc", podIP, String(port)];
  const child = spawn("kubectl", [...options, ...command], { stdio: ["pipe", "pipe", "ignore"] });
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  child.once("close", () => process.removeListener("exit", end));
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  stream.on("error", () => {});
  try {
    return await talk(stream);
  } finally {
    stream.destroy();
    end();
  }
}

/** "answered" where somebody speaks plain HTTP, or "sent to HTTPS". A TLS alert is a refusal, and so is silence. */
async function plainText(stream) {
  stream.write("GET / HTTP/1.1\r\nHost: flink\r\nConnection: close\r\n\r\n");
  const [bytes] = await Promise.race([once(stream, "data"), once(stream, "close"), sleep(PATIENCE_MILLIS, [])]);
  const text = bytes?.toString("latin1") ?? "";
  if (!text.startsWith("HTTP/1.")) {
    return "refused";
  }
  return /^location: https:/im.test(text) ? "sent to HTTPS" : "answered";
}

/** The protocol that both ends agree on, or "refused". */
async function handshake(socket, client = {}) {
  const secure = connect({ socket, rejectUnauthorized: false, ...client });
  const failed = new Promise((resolve) => {
    // An error may come twice: the second one, when the stream below is taken away.
    secure.on("error", () => resolve("refused"));
    secure.once("close", () => resolve("refused"));
  });
  const agreed = once(secure, "secureConnect").then(
    async () => {
      await Promise.race([failed, sleep(AFTERWARDS_MILLIS)]);
      return secure.destroyed ? "refused" : secure.getProtocol();
    },
    () => "refused",
  );
  const seen = await Promise.race([failed, agreed, sleep(PATIENCE_MILLIS, "refused")]);
  secure.destroy();
  return seen;
}
