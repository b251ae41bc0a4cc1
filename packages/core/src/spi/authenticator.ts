import type { Secret } from "../keys/secret.ts";
import type { ResponseHead } from "./wire-protocol.ts";

/** What an authenticator knows of whom it signs for. */
export interface Credential {
  /** By field name: `apiKey` for most; AWS has `accessKeyId`, `secretAccessKey`, `sessionToken`. */
  fields: Readonly<Record<string, Secret>>;
  /** Unix time in milliseconds. */
  expiresAt?: number;
}

/** The final URL, headers and bytes of one attempt. */
export interface SignableRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: Uint8Array;
  /** Hex SHA-256 of the body, computed once. */
  bodySha256(): Promise<string>;
}

/** Tokens shared between calls; loads happen once at a time. */
export interface TokenCache {
  get(key: string, load: () => Promise<Credential>): Promise<Credential>;
  drop(key: string): void;
}

/** What an authenticator may use. */
export interface AuthContext {
  signal: AbortSignal;
  /** Unix time in milliseconds, corrected by a known clock skew. */
  now(): number;
  /** 0 for the first attempt. */
  attempt: number;
  cache: TokenCache;
  vars: Readonly<Record<string, string>>;
  /** The header or query name and prefix that the surface gives. */
  name?: string;
  prefix?: string;
  fetchToken(request: SignableRequest): Promise<{ head: ResponseHead; body: Uint8Array }>;
}

/** Owns credentials and signing. Called once per attempt, on the final URL and bytes. */
export interface Authenticator {
  specVersion: 1;
  id: string;
  /** The fields it needs and where the environment has them; the platform's own names come first. */
  fields: readonly { name: string; env: readonly string[]; optional?: true }[];
  /** Origins that the credential may be sent to for a token, beside the platform's. */
  tokenOrigins?: readonly string[];
  resolve?(credential: Credential, context: AuthContext): Promise<Credential>;
  sign(
    request: SignableRequest,
    credential: Credential,
    context: AuthContext,
  ): SignableRequest | Promise<SignableRequest>;
}
