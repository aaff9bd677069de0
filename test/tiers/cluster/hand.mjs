import { MINIO_IMAGE } from "./images/images.mjs";

const NAME = "hand";

/**
 * Signals to processes of the node, from a privileged pod that sees them all. A container's first process cannot be
 * killed, nor stopped, from inside.
 */
export class Hand {
  #kubectl;
  #namespace;

  /** In a namespace of its own. */
  static async start(kubectl, namespace) {
    await kubectl.apply([space(namespace), pod(namespace)]);
    await kubectl.run(["wait", "-n", namespace, "--for=condition=Ready", `pod/${NAME}`, "--timeout=120s"]);
    return new Hand(kubectl, namespace);
  }

  constructor(kubectl, namespace) {
    this.#kubectl = kubectl;
    this.#namespace = namespace;
  }

  /** Sends a signal to the JVM of a pod. */
  signal(pod, name) {
    return this.#run(`${JVM_OF}; kill -${name} $(jvm ${pod.metadata.uid})`);
  }

  /** Stops the JVM of a pod for a while. Returns at once. */
  freeze(pod, seconds) {
    return this.#run(
      `${JVM_OF}; pid=$(jvm ${pod.metadata.uid}); kill -STOP $pid; ${later(seconds, "kill -CONT $pid")}`,
    );
  }

  /** Stops the API server for a while. Nobody could tell it to go on: that is arranged before. Returns at once. */
  freezeApiServer(seconds) {
    // What runs later must be there before the API server is stopped, or this very call would not come back.
    return this.#run(`pid=$(pidof kube-apiserver); ${later(2, `kill -STOP $pid; sleep ${seconds}; kill -CONT $pid`)}`);
  }

  /** Whether the API server is a process that the pod's node runs. */
  async seesApiServer() {
    return (await this.#run("pidof kube-apiserver || true")).trim() !== "";
  }

  #run(script) {
    return this.#kubectl.run(["exec", "-n", this.#namespace, NAME, "--", "/bin/busybox", "sh", "-euc", script], {
      seconds: 30,
    });
  }
}

/** The process in a pod's cgroup that is a JVM. Both of kubelet's cgroup drivers have the pod's UID in the group's name. */
const JVM_OF = `jvm() {
  uid=$1; other=$(echo "$uid" | tr - _)
  for file in $(grep -lE "pod($uid|$other)" /proc/[0-9]*/cgroup 2>/dev/null); do
    folder=\${file%/cgroup}
    case $(tr '\\0' ' ' <$folder/cmdline) in */bin/java*) echo \${folder#/proc/}; return ;; esac
  done
  echo "pod $uid has no JVM" >&2; return 1
}`;

function later(seconds, command) {
  return `( sleep ${seconds}; ${command} ) </dev/null >/dev/null 2>&1 &`;
}

function space(name) {
  const labels = { "pod-security.kubernetes.io/enforce": "privileged" };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

function pod(namespace) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: NAME, namespace },
    spec: {
      hostPID: true,
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name: NAME,
          image: MINIO_IMAGE,
          command: ["/bin/busybox", "sleep", "86400"],
          securityContext: { privileged: true, runAsUser: 0 },
        },
      ],
    },
  };
}
