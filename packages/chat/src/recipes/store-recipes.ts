import type { ChatStore } from "../store/open-store.ts";
import { invalid, notFound, saving } from "../store/store-error.ts";
import { BUILT_IN_RECIPES } from "./built-in.ts";
import { nearNames } from "./near-names.ts";
import { formatRecipe, parseRecipe } from "./parse-recipe.ts";
import type { Recipe } from "./recipe.ts";

/** A recipe that can be used. */
export interface ListedRecipe {
  recipe: Recipe;
  builtIn: boolean;
}

/** Every recipe: the user's own, then the built-in ones whose names are not taken. */
export function listRecipes(store: ChatStore): ListedRecipe[] {
  const own = store.connection
    .all<{ json: string }>("SELECT json FROM recipes ORDER BY name")
    .map(({ json }) => ({ recipe: JSON.parse(json) as Recipe, builtIn: false }));
  const taken = new Set(own.map(({ recipe }) => recipe.name));
  const builtIn = BUILT_IN_RECIPES.filter(({ name }) => !taken.has(name));
  return [...own, ...builtIn.map((recipe) => ({ recipe, builtIn: true }))];
}

/** A recipe by its name; the user's own wins over the built-in one. @throws StoreError when there is none. */
export function getRecipe(store: ChatStore, name: string): Recipe {
  const all = listRecipes(store).map(({ recipe }) => recipe);
  const found = all.find((recipe) => recipe.name === name);
  if (found !== undefined) return found;
  const names = all.map((recipe) => recipe.name);
  const [near] = nearNames(name, names);
  const meant = near === undefined ? "" : `Did you mean ${JSON.stringify(near)}? `;
  throw notFound("recipe", name, `${meant}byok recipe list shows them: ${names.join(", ")}.`);
}

/**
 * Saves a recipe file under the name that it gives; one of that name is replaced.
 *
 * @param fileName - How the file is called in errors.
 * @throws StoreError that lists everything wrong with the file.
 */
export async function saveRecipe(
  store: ChatStore,
  yaml: string,
  fileName?: string,
): Promise<Recipe> {
  const recipe = await parseRecipe(yaml, fileName);
  const now = Date.now();
  saving("The recipe", yaml, () =>
    store.connection.run(
      "INSERT INTO recipes (name, yaml, json, created_at, updated_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET yaml = excluded.yaml, json = excluded.json, updated_at = excluded.updated_at",
      recipe.name,
      yaml,
      JSON.stringify(recipe),
      now,
      now,
    ),
  );
  return recipe;
}

/** The file of a recipe: as the user wrote it, comments included, or made from a built-in one. @throws StoreError. */
export async function recipeFile(store: ChatStore, name: string): Promise<string> {
  const own = store.connection.get<{ yaml: string }>(
    "SELECT yaml FROM recipes WHERE name = ?",
    name,
  );
  return own?.yaml ?? (await formatRecipe(getRecipe(store, name)));
}

/** Removes one of the user's own recipes; a built-in one of the same name shows again. @throws StoreError. */
export function deleteRecipe(store: ChatStore, name: string): void {
  if (store.connection.run("DELETE FROM recipes WHERE name = ?", name) > 0) return;
  if (BUILT_IN_RECIPES.some((recipe) => recipe.name === name)) {
    throw invalid(`The recipe ${name} is built in.`, "Save one of the same name to replace it.");
  }
  throw notFound("recipe", name, "byok recipe list shows them.");
}
