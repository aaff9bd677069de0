import { CACHE, NODE_PROGRAMS } from "./cache.mjs";

export const NEEDS = `It needs
  Node 20.9 or newer, and dist/ as npm run build leaves it;
  kubectl, and a cluster of one Linux node with 2 cores and 12 GiB that has a default storage class and admits images:
    where KUBECONFIG names one (kind, minikube), the tier runs there; the images have to be loaded into it first, and
    it says which and how;
    otherwise a node of its own on this machine, as root on Debian, made by the tools kubernetes-node: a folder with
    build.sh and node.sh that KUBERNETES_NODE names. Its programs are built once with go (15 minutes) and kept in
    ${NODE_PROGRAMS};
  for the images: what npm run test:flink needs, root, debootstrap, gcc, busybox-static and go 1.24 or newer. They are
  made once (10 minutes, 3 GiB) and kept in ${CACHE}.
`;
