/**
 * Chats on the user's own device: a tree of messages in one SQLite file, search, exact costs, context units and
 * recipes, budgets that hold across processes.
 *
 * @module
 */
export { openStore, backUpStore } from "./store/open-store.ts";
export { makeFolder } from "./store/make-folder.ts";
export type { ChatStore, OpenStoreOptions } from "./store/open-store.ts";
export type { Connection, SqlValue } from "./sqlite/connection.ts";
export type { MigrationReport } from "./sqlite/migrate.ts";
export { dataFolder } from "./store/data-folder.ts";
export type { DataFolderOptions } from "./store/data-folder.ts";
export { StoreError } from "./store/store-error.ts";
export type { StoreErrorDetails, StoreErrorReason } from "./store/store-error.ts";

export { getChat } from "./chats/chat.ts";
export type { Chat, TitleSource } from "./chats/chat.ts";
export { createChat } from "./chats/create-chat.ts";
export type { CreateChatOptions } from "./chats/create-chat.ts";
export { listChats } from "./chats/list-chats.ts";
export type { ChatPage, ListChatsOptions } from "./chats/list-chats.ts";
export { changeChat, renameChat } from "./chats/change-chat.ts";
export type { ChatChanges } from "./chats/change-chat.ts";
export { autoTitle, titleOf } from "./chats/title.ts";
export type { AutoTitleOptions } from "./chats/title.ts";
export { listFolders } from "./chats/folders.ts";
export { listTags } from "./chats/tags.ts";
export { deleteChat } from "./chats/delete-chat.ts";
export type { DeleteChatOptions } from "./chats/delete-chat.ts";
export { copyChat } from "./chats/copy-chat.ts";

export { addMessage, editMessage } from "./messages/add-message.ts";
export type { AddMessageOptions } from "./messages/add-message.ts";
export { allMessages, getMessage, openChat, pathMessages, pathTo } from "./messages/path.ts";
export type { OpenedChat, StoredMessage } from "./messages/path.ts";
export {
  branchChat,
  branchesOf,
  regenerate,
  setHead,
  showBranch,
  siblingsOf,
} from "./messages/tree.ts";
export type { Regeneration } from "./messages/tree.ts";
export { readAttachment, textOf } from "./messages/stored-parts.ts";

export { recordTurn } from "./turns/record-turn.ts";
export type { RecordedTurn, TurnRecord } from "./turns/record-turn.ts";
export { listTurns } from "./turns/read-turns.ts";
export type { Turn, TurnFilter } from "./turns/read-turns.ts";
export { addAmounts } from "./turns/decimal.ts";
export { costAsOf, costs } from "./turns/costs.ts";
export type { CostGroup, CostRow, CostsOptions, TokenSums } from "./turns/costs.ts";

export { searchMessages } from "./search/search-messages.ts";
export type { SearchHit, SearchOptions } from "./search/search-messages.ts";
export type { Snippet } from "./search/snippet.ts";

export { exportHtml } from "./export/export-html.ts";
export { exportJson } from "./export/export-json.ts";
export { exportMarkdown } from "./export/export-markdown.ts";
export { importArchive, importData } from "./import/import-archive.ts";
export type { ImportOptions, ImportReport } from "./import/import-archive.ts";
export { ARCHIVE_FORMATS } from "./import/archive.ts";
export type { ArchiveFormat, Skipped } from "./import/archive.ts";
export type { WrittenArchive } from "./import/write-archive.ts";

export { keepMessage, keepText } from "./units/keep.ts";
export type { KeepOptions } from "./units/keep.ts";
export {
  acceptUnits,
  changeUnit,
  deleteUnit,
  linkUnits,
  listUnits,
  markUnitsUsed,
  rejectUnits,
} from "./units/manage.ts";
export type { ListUnitsOptions, UnitChanges } from "./units/manage.ts";
export { getUnit, UNIT_KINDS } from "./units/unit.ts";
export type { Unit, UnitKind, UnitState } from "./units/unit.ts";
export { extractCandidates, extractUnits } from "./units/extract.ts";
export type { Candidate } from "./units/extract.ts";
export { applyExtraction, extractByModel, planExtraction } from "./units/extract-by-model.ts";
export type {
  ExtractOptions,
  Extraction,
  ExtractionAnswer,
  ExtractionPlan,
} from "./units/extract-by-model.ts";

export { DEPTHS, LAYERS } from "./recipes/recipe.ts";
export type { Depth, LayerName, LayerSettings, Recipe, UnitSelection } from "./recipes/recipe.ts";
export { BUILT_IN_RECIPES } from "./recipes/built-in.ts";
export { formatRecipe, parseRecipe } from "./recipes/parse-recipe.ts";
export {
  deleteRecipe,
  getRecipe,
  listRecipes,
  recipeFile,
  saveRecipe,
} from "./recipes/store-recipes.ts";
export type { ListedRecipe } from "./recipes/store-recipes.ts";
export { assembleContext } from "./context/assemble-context.ts";
export type {
  AssembledContext,
  AssembledLayer,
  AssembleOptions,
  IncludedItem,
} from "./context/assemble-context.ts";
export type { LeftOut } from "./context/collect.ts";
export type { Embedder } from "./context/score-units.ts";

export { listBudgets, removeBudget, setBudget } from "./budgets/limits.ts";
export type { BudgetLimit, SetBudgetOptions } from "./budgets/limits.ts";
export { budgetStatus, storeBudget } from "./budgets/store-budget.ts";
export type { BudgetStatus, StoreBudgetOptions } from "./budgets/store-budget.ts";
export type { Payer } from "./budgets/ledger.ts";
