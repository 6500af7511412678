// Reads one SNS message as JSON from stdin and lets sns-validator, which nobody here wrote, judge its
// signature. Exits with 0 when it holds, with 1 and the reason when it does not.
import MessageValidator from "sns-validator";
import { readFileSync } from "node:fs";

// AWS's host names cannot be had on loopback; otherwise everything is as it comes.
const validator = new MessageValidator(/^(127\.0\.0\.1|localhost)(:\d+)?$/, "utf8");
validator.validate(JSON.parse(readFileSync(0, "utf8")), (error) => {
  if (error) {
    console.error(error.message);
    process.exit(1);
  }
});
