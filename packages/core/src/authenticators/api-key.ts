import { InvalidRequestError } from "../errors/errors.ts";
import type { Authenticator, Credential } from "../spi/authenticator.ts";

const FIELDS = [{ name: "apiKey", env: [] }] as const;

/** `Authorization: Bearer <key>` (RFC 6750); nothing when the platform is used without a key. */
export const bearer: Authenticator = {
  specVersion: 1,
  id: "bearer",
  fields: FIELDS,
  sign(request, credential) {
    const key = keyOf(credential);
    if (key !== undefined) request.headers["authorization"] = `Bearer ${key}`;
    return request;
  },
};

/** The key in a header of the surface's choosing, such as `x-api-key`. */
export const header: Authenticator = {
  specVersion: 1,
  id: "header",
  fields: FIELDS,
  sign(request, credential, context) {
    const key = keyOf(credential);
    if (context.name === undefined) throw unnamed("header");
    if (key !== undefined)
      request.headers[context.name.toLowerCase()] = `${context.prefix ?? ""}${key}`;
    return request;
  },
};

/** The key as a query value, for platforms that know no other way. */
export const query: Authenticator = {
  specVersion: 1,
  id: "query",
  fields: FIELDS,
  sign(request, credential, context) {
    const key = keyOf(credential);
    if (context.name === undefined) throw unnamed("query");
    if (key !== undefined)
      request.url.searchParams.set(context.name, `${context.prefix ?? ""}${key}`);
    return request;
  },
};

/** No credential at all. */
export const none: Authenticator = {
  specVersion: 1,
  id: "none",
  fields: [],
  sign: (request) => request,
};

function keyOf(credential: Credential): string | undefined {
  return credential.fields["apiKey"]?.reveal();
}

function unnamed(kind: string): InvalidRequestError {
  return new InvalidRequestError(
    `A surface with the authenticator "${kind}" must name its ${kind} in authName.`,
    {
      hint: "Add `authName` to the surface in the platform's YAML.",
    },
  );
}
