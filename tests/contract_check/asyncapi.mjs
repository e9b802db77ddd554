// Gives an AsyncAPI document to AsyncAPI's own parser: prints each diagnostic, exits 1 on an error.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Parser } from "@asyncapi/parser";

const ERROR = 0;
const WARNING = 1;
const file = resolve(process.argv[2]);
const { document, diagnostics } = await new Parser().parse(readFileSync(file, "utf8"), { source: file });
const counted = diagnostics.filter((each) => each.severity <= WARNING);
for (const each of counted) {
  const line = each.range.start.line + 1;
  const severity = each.severity === ERROR ? "error" : "warning";
  console.log(`${severity}: line ${line}: ${each.path.join(".")}: ${each.message}`);
}
const errors = counted.filter((each) => each.severity === ERROR).length;
const operations = document ? document.operations().all().length : 0;
console.log(`${errors} errors, ${counted.length - errors} warnings, ${operations} operations`);
process.exit(errors || !operations ? 1 : 0);
