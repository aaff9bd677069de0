import { imageArchives } from "./images.mjs";

/** `node test/tiers/cluster/images/main.mjs [NAME…]`: makes the images' archives, and prints where they are. */
process.stdout.write(`${imageArchives(process.argv.length > 2 ? process.argv.slice(2) : undefined).join("\n")}\n`);
