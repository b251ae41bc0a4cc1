import { SCHEMA_CHATS } from "./schema-chats.ts";
import { SCHEMA_CONTEXT } from "./schema-context.ts";

/** The step to each schema version: the first leads from an empty file to version 1. A released step never changes. */
export const MIGRATIONS: readonly string[] = [SCHEMA_CHATS, SCHEMA_CONTEXT];

/** The schema version that this package writes. */
export const SCHEMA_VERSION: number = MIGRATIONS.length;
