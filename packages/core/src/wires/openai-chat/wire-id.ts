/** The wire's id, in the catalog and in the scope of provider state. */
export const WIRE_ID = "openai-chat";
