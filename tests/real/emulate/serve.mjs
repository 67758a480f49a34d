// Serve Slack and GitHub as emulate has them, on free ports; the first line says where. Ends with its standard input.
import { readFileSync } from "node:fs";
import { createEmulator } from "emulate";

const seed = JSON.parse(readFileSync(process.argv[2], "utf8"));
const addresses = {};
for (const service of ["slack", "github"]) {
  const { url } = await createEmulator({ service, port: 0, seed });
  addresses[service] = url.replace("localhost", "127.0.0.1");
}
console.log(JSON.stringify(addresses));
process.stdin.on("end", () => process.exit(0)).resume();
