import { countingEnvironment, countingWorkload } from "./workload.mjs";

// For the command line tool in a process of its own, whose platform file can only be what is there already.
const { namespace, environment, load } = JSON.parse(process.env.COUNTING_PLATFORM);
globalThis.countingPlatform = {
  workload: countingWorkload(load),
  environments: [countingEnvironment(namespace, environment)],
};
