/**
 * What core knows, when it compiles, of a package that it loads on demand: nothing. The packages
 * themselves compile against core, so resolving their types here would be a circle; the registry
 * checks at run time what it loaded.
 */
export {};
