import { expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type {
  ModelAlias,
  ModelRow as CoreModelRow,
} from "../../packages/core/src/catalog/model-row.ts";
import type { NeutralParameter as CoreNeutralParameter } from "../../packages/core/src/catalog/neutral-parameter.ts";
import type {
  Endpoint as CoreEndpoint,
  Platform as CorePlatform,
  PlatformVar,
  Surface as CoreSurface,
} from "../../packages/core/src/catalog/platform.ts";
import type {
  ErrorRule as CoreErrorRule,
  MessagePolicy as CoreMessagePolicy,
  ParamCondition as CoreParamCondition,
  ParamRule as CoreParamRule,
  Policy as CorePolicy,
  ReasoningPolicy as CoreReasoningPolicy,
  StreamPolicy as CoreStreamPolicy,
  ToolPolicy as CoreToolPolicy,
  UsagePolicy as CoreUsagePolicy,
} from "../../packages/core/src/catalog/policy.ts";
import type {
  FreeLimits as CoreFreeLimits,
  FreeTerms as CoreFreeTerms,
  PriceComponents as CorePriceComponents,
  PriceMultipliers as CorePriceMultipliers,
  PriceRow as CorePriceRow,
  PriceTier as CorePriceTier,
  PriceWindow as CorePriceWindow,
} from "../../packages/core/src/catalog/price.ts";
import type { ErrorCode as CoreErrorCode } from "../../packages/core/src/errors/byok-error.ts";
import type { JsonValue as CoreJsonValue } from "../../packages/core/src/json.ts";
import type {
  ModelAlias as ParsedAlias,
  ModelRow,
  PlatformRow,
} from "../../packages/catalog/src/catalog.ts";
import type {
  MessagePolicy,
  ReasoningPolicy,
  StreamPolicy,
  ToolPolicy,
  UsagePolicy,
} from "../../packages/catalog/src/schema/behaviour.ts";
import type { ErrorCode, ErrorRule } from "../../packages/catalog/src/schema/error-rule.ts";
import type {
  NeutralParameter,
  ParamCondition,
  ParamRule,
} from "../../packages/catalog/src/schema/param-rule.ts";
import type { Policy } from "../../packages/catalog/src/schema/policy.ts";
import type {
  FreeLimits,
  FreeTerms,
  PriceComponents,
  PriceMultipliers,
  PriceRow,
  PriceTier,
  PriceWindow,
} from "../../packages/catalog/src/schema/price.ts";
import type { Endpoint, Surface } from "../../packages/catalog/src/schema/surface.ts";
import type { Json } from "../../packages/catalog/src/schema/values.ts";

/** The keys of either that the other lacks; `never` when both have the same. */
type Differing<A, B> = Exclude<keyof A, keyof B> | Exclude<keyof B, keyof A>;
type Parsed<S extends z.ZodType> = z.infer<S>;

test("what is parsed is what core reads", () => {
  expectTypeOf<PlatformRow>().toExtend<CorePlatform>();
  expectTypeOf<ModelRow>().toExtend<CoreModelRow>();
  expectTypeOf<Parsed<typeof PriceRow>>().toExtend<CorePriceRow>();
  expectTypeOf<Parsed<typeof Policy>>().toExtend<CorePolicy>();
  expectTypeOf<Parsed<typeof Json>>().toEqualTypeOf<CoreJsonValue>();
  expectTypeOf<ParsedAlias>().toEqualTypeOf<ModelAlias>();
});

test("the names of fields are the same, at every level", () => {
  expectTypeOf<Differing<PlatformRow, CorePlatform>>().toBeNever();
  expectTypeOf<Differing<ModelRow, CoreModelRow>>().toBeNever();
  expectTypeOf<Differing<Parsed<typeof Policy>, CorePolicy>>().toBeNever();
  expectTypeOf<
    Differing<NonNullable<Parsed<typeof Policy>["headers"]>, NonNullable<CorePolicy["headers"]>>
  >().toBeNever();
  expectTypeOf<
    Differing<NonNullable<Parsed<typeof Policy>["params"]>, NonNullable<CorePolicy["params"]>>
  >().toBeNever();
  expectTypeOf<Differing<Parsed<typeof Surface>, CoreSurface>>().toBeNever();
  expectTypeOf<
    Differing<NonNullable<Parsed<typeof Surface>["paths"]>, NonNullable<CoreSurface["paths"]>>
  >().toBeNever();
  expectTypeOf<Differing<Parsed<typeof Endpoint>, CoreEndpoint>>().toBeNever();
  expectTypeOf<Differing<NonNullable<PlatformRow["vars"]>[string], PlatformVar>>().toBeNever();
  expectTypeOf<
    Differing<NonNullable<PlatformRow["modelsApi"]>, NonNullable<CorePlatform["modelsApi"]>>
  >().toBeNever();
  expectTypeOf<
    Differing<NonNullable<PlatformRow["keyCheck"]>, NonNullable<CorePlatform["keyCheck"]>>
  >().toBeNever();
  expectTypeOf<Differing<Parsed<typeof ParamRule>, CoreParamRule>>().toBeNever();
  expectTypeOf<
    Differing<NonNullable<Parsed<typeof ParamRule>["range"]>, NonNullable<CoreParamRule["range"]>>
  >().toBeNever();
  expectTypeOf<Differing<Parsed<typeof ParamCondition>, CoreParamCondition>>().toBeNever();
  expectTypeOf<
    Differing<Parsed<typeof ParamCondition>["when"], CoreParamCondition["when"]>
  >().toBeNever();
  expectTypeOf<Differing<Parsed<typeof MessagePolicy>, CoreMessagePolicy>>().toBeNever();
  expectTypeOf<Differing<Parsed<typeof ToolPolicy>, CoreToolPolicy>>().toBeNever();
  expectTypeOf<Differing<Parsed<typeof ReasoningPolicy>, CoreReasoningPolicy>>().toBeNever();
  expectTypeOf<
    Differing<
      NonNullable<Parsed<typeof ReasoningPolicy>["send"]>,
      NonNullable<CoreReasoningPolicy["send"]>
    >
  >().toBeNever();
  expectTypeOf<Differing<Parsed<typeof StreamPolicy>, CoreStreamPolicy>>().toBeNever();
  expectTypeOf<Differing<Parsed<typeof UsagePolicy>, CoreUsagePolicy>>().toBeNever();
  expectTypeOf<
    Differing<
      NonNullable<Parsed<typeof UsagePolicy>["paths"]>,
      NonNullable<CoreUsagePolicy["paths"]>
    >
  >().toBeNever();
  expectTypeOf<Differing<Parsed<typeof ErrorRule>, CoreErrorRule>>().toBeNever();
  expectTypeOf<Differing<Parsed<typeof PriceRow>, CorePriceRow>>().toBeNever();
  expectTypeOf<Differing<Parsed<typeof PriceRow>["source"], CorePriceRow["source"]>>().toBeNever();
  expectTypeOf<Differing<Parsed<typeof PriceComponents>, CorePriceComponents>>().toBeNever();
  expectTypeOf<Differing<Parsed<typeof PriceTier>, CorePriceTier>>().toBeNever();
  expectTypeOf<Differing<Parsed<typeof PriceMultipliers>, CorePriceMultipliers>>().toBeNever();
  expectTypeOf<Differing<Parsed<typeof FreeTerms>, CoreFreeTerms>>().toBeNever();
  expectTypeOf<Differing<Parsed<typeof FreeLimits>, CoreFreeLimits>>().toBeNever();
  expectTypeOf<Differing<Parsed<typeof PriceWindow>, CorePriceWindow>>().toBeNever();
});

test("closed lists of words are the same", () => {
  expectTypeOf<Parsed<typeof NeutralParameter>>().toEqualTypeOf<CoreNeutralParameter>();
  // No platform answers with the errors of the local stores.
  expectTypeOf<Parsed<typeof ErrorCode>>().toEqualTypeOf<
    Exclude<CoreErrorCode, "store" | "vault">
  >();
  expectTypeOf<PlatformRow["kind"]>().toEqualTypeOf<CorePlatform["kind"]>();
  expectTypeOf<PlatformRow["models"]>().toEqualTypeOf<CorePlatform["models"]>();
  expectTypeOf<ModelRow["kind"]>().toEqualTypeOf<CoreModelRow["kind"]>();
  expectTypeOf<ModelRow["status"]>().toEqualTypeOf<CoreModelRow["status"]>();
  expectTypeOf<Parsed<typeof MessagePolicy>>().toEqualTypeOf<CoreMessagePolicy>();
  expectTypeOf<Parsed<typeof StreamPolicy>["terminal"]>().toEqualTypeOf<
    CoreStreamPolicy["terminal"]
  >();
  expectTypeOf<Parsed<typeof ReasoningPolicy>["stateScope"]>().toEqualTypeOf<
    CoreReasoningPolicy["stateScope"]
  >();
  expectTypeOf<Parsed<typeof UsagePolicy>>().toExtend<CoreUsagePolicy>();
  expectTypeOf<CoreUsagePolicy>().toExtend<Parsed<typeof UsagePolicy>>();
  expectTypeOf<Parsed<typeof PriceRow>>().toEqualTypeOf<CorePriceRow>();
});
