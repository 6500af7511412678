// @middy/secrets-manager, which nobody here wrote, loads a secret before a handler runs and keeps it.
import assert from "node:assert";
import middy from "@middy/core";
import secretsManager from "@middy/secrets-manager";
import { PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

const handler = (cacheExpiry) =>
  middy(async (event, context) => context.db).use(
    secretsManager({ fetchData: { db: "app/db" }, setToContext: true, cacheKey: `for ${cacheExpiry}`, cacheExpiry }),
  );
const context = () => ({ getRemainingTimeInMillis: () => 1000 });

const kept = handler(-1);
assert.deepEqual(await kept({}, context()), { user: "app", password: "pw" });
await new SecretsManagerClient({}).send(
  new PutSecretValueCommand({ SecretId: "app/db", SecretString: '{"user":"app","password":"new"}' }),
);
assert.equal((await kept({}, context())).password, "pw"); // Out of the cache.
assert.equal((await handler(0)({}, context())).password, "new");
process.exit(0);
