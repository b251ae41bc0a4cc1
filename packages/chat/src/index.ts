export { assembleContext } from "./context/assemble-context.ts";
