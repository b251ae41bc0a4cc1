import { createHash, createHmac } from "node:crypto";
import type { Authenticator, SignableRequest } from "../../spi/authenticator.ts";

/** Signing inputs, for the test's server as well. */
export interface SigV4Input {
  method: string;
  path: string;
  headers: Record<string, string>;
  signedHeaders: string[];
  bodySha256: string;
  amzDate: string;
  region: string;
  service: string;
  secretAccessKey: string;
}

const hmac = (key: Buffer | string, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/** The signature of AWS Signature Version 4. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export function signature(input: SigV4Input): string {
  const canonical = [
    input.method,
    input.path,
    "",
    ...input.signedHeaders.map((name) => `${name}:${input.headers[name] ?? ""}`),
    "",
    input.signedHeaders.join(";"),
    input.bodySha256,
  ].join("\n");
  const day = input.amzDate.slice(0, 8);
  const scope = `${day}/${input.region}/${input.service}/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", input.amzDate, scope, createHash("sha256").update(canonical).digest("hex")].join("\n");
  const key = [input.region, input.service, "aws4_request"].reduce((k, part) => hmac(k, part), hmac(`AWS4${input.secretAccessKey}`, day));
  return hmac(key, text).toString("hex");
}

/** A SigV4 authenticator: three fields, signs the final URL and bytes, takes its time from the context. */
export const sigv4: Authenticator = {
  specVersion: 1,
  id: "sigv4",
  fields: [
    { name: "accessKeyId", env: ["AWS_ACCESS_KEY_ID"] },
    { name: "secretAccessKey", env: ["AWS_SECRET_ACCESS_KEY"] },
    { name: "sessionToken", env: ["AWS_SESSION_TOKEN"], optional: true },
  ],
  async sign(request: SignableRequest, credential, context) {
    const amzDate = new Date(context.now()).toISOString().replace(/[-:]|\.\d{3}/g, "");
    const headers: Record<string, string> = { ...request.headers, host: request.url.host, "x-amz-date": amzDate };
    const token = credential.fields["sessionToken"];
    if (token !== undefined) headers["x-amz-security-token"] = token.reveal();
    const signedHeaders = ["host", "x-amz-date", ...(token === undefined ? [] : ["x-amz-security-token"])];
    const region = context.vars["region"] ?? "us-east-1";
    const signed = signature({
      method: request.method,
      path: request.url.pathname,
      headers,
      signedHeaders,
      bodySha256: await request.bodySha256(),
      amzDate,
      region,
      service: "bedrock",
      secretAccessKey: credential.fields["secretAccessKey"]!.reveal(),
    });
    headers["authorization"] =
      `AWS4-HMAC-SHA256 Credential=${credential.fields["accessKeyId"]!.reveal()}/${amzDate.slice(0, 8)}/${region}/bedrock/aws4_request, ` +
      `SignedHeaders=${signedHeaders.join(";")}, Signature=${signed}`;
    delete headers["host"];
    return { ...request, headers };
  },
};
