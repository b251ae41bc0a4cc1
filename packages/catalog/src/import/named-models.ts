/**
 * Model ids that CAMEL-AI names per platform (camel-ai 0.2.91a5, 2026-08-21); they stay in the
 * catalog while the facts know them, deprecated or not. White space separates the ids.
 */
export const NAMED_MODELS: Readonly<Record<string, string>> = {
  amd: `
    dvue-aoai-001-gpt-4.1`,
  anthropic: `
    claude-3-7-sonnet-latest claude-fable-5 claude-haiku-4-5 claude-opus-4-1-20250805
    claude-opus-4-20250514 claude-opus-4-5 claude-opus-4-6 claude-opus-4-7 claude-opus-4-8
    claude-sonnet-4-20250514 claude-sonnet-4-5 claude-sonnet-4-6`,
  "aws-bedrock": `
    anthropic.claude-3-5-sonnet-20241022-v2:0 anthropic.claude-3-7-sonnet-20250219-v1:0
    anthropic.claude-3-haiku-20240307-v1:0 anthropic.claude-3-sonnet-20240229-v1:0
    anthropic.claude-opus-4-1-20250805-v1:0 anthropic.claude-opus-4-20250514-v1:0
    anthropic.claude-sonnet-4-20250514-v1:0 us.deepseek.r1-v1:0 us.meta.llama3-2-11b-instruct-v1:0
    us.meta.llama3-2-90b-instruct-v1:0 us.meta.llama3-3-70b-instruct-v1:0`,
  azure: `
    gpt-3.5-turbo gpt-4 gpt-4-turbo gpt-4.1 gpt-4.1-mini-2025-04-14 gpt-4.1-nano-2025-04-14
    gpt-4.5-preview gpt-4o gpt-4o-mini gpt-5 o1 o1-mini o1-preview o3 o3-mini o3-pro o4-mini`,
  cerebras: `
    gpt-oss-120b llama3.1-8b llama3.3-70b qwen-3-32b`,
  cohere: `
    command command-light command-nightly command-r command-r-plus`,
  deepseek: `
    deepseek-chat deepseek-reasoner deepseek-v4-flash deepseek-v4-pro`,
  gemini: `
    gemini-2.0-flash gemini-2.0-flash-exp gemini-2.0-flash-lite
    gemini-2.0-flash-lite-preview-02-05 gemini-2.0-flash-thinking-exp gemini-2.0-pro-exp-02-05
    gemini-2.5-flash gemini-2.5-pro gemini-3-flash-preview gemini-3-pro-preview
    gemini-3.1-flash-lite-preview gemini-3.1-pro-preview`,
  groq: `
    llama-3.1-8b-instant llama-3.3-70b-versatile`,
  internlm: `
    internlm2-pro-chat internlm2.5-latest internlm3-8b-instruct internlm3-latest`,
  minimax: `
    MiniMax-M2 MiniMax-M2.1 MiniMax-M2.1-lightning MiniMax-M2.5 MiniMax-M2.7
    MiniMax-M2.7-highspeed MiniMax-M3`,
  mistral: `
    codestral-latest magistral-medium-1.2 magistral-small-1.2 ministral-3b-latest
    ministral-8b-latest mistral-large-latest mistral-medium-2508 mistral-small-2506
    open-codestral-mamba open-mistral-7b open-mistral-nemo open-mixtral-8x22b open-mixtral-8x7b
    pixtral-12b-2409`,
  modelscope: `
    LLM-Research/Llama-3.3-70B-Instruct LLM-Research/Meta-Llama-3.1-405B-Instruct
    LLM-Research/Meta-Llama-3.1-70B-Instruct LLM-Research/Meta-Llama-3.1-8B-Instruct
    PaddlePaddle/ERNIE-4.5-VL-28B-A3B-Thinking Qwen/QwQ-32B Qwen/QwQ-32B-Preview
    Qwen/Qwen2.5-14B-Instruct Qwen/Qwen2.5-32B-Instruct Qwen/Qwen2.5-72B-Instruct
    Qwen/Qwen2.5-7B-Instruct Qwen/Qwen2.5-Coder-14B-Instruct Qwen/Qwen2.5-Coder-32B-Instruct
    Qwen/Qwen2.5-Coder-7B-Instruct Qwen/Qwen3-235B-A22B Qwen/Qwen3-32B
    deepseek-ai/DeepSeek-V3-0324 mistralai/Ministral-8B-Instruct-2410`,
  moonshot: `
    kimi-k2-0905-Preview kimi-k2-thinking kimi-k2-thinking-turbo kimi-k2-turbo-preview kimi-k2.5
    moonshot-v1-128k moonshot-v1-32k moonshot-v1-8k`,
  nebius: `
    GLM-4.5 deepseek-ai/DeepSeek-R1 deepseek-ai/DeepSeek-V3 gpt-oss-120b gpt-oss-20b
    meta-llama/Meta-Llama-3.1-70B-Instruct mistralai/Mistral-7B-Instruct-v0.3`,
  novita: `
    Sao10K/L3-8B-Stheno-v3.2 cognitivecomputations/dolphin-mixtral-8x22b deepseek/deepseek-r1
    deepseek/deepseek-r1-distill-llama-70b deepseek/deepseek-r1-distill-llama-8b
    deepseek/deepseek-r1-distill-qwen-14b deepseek/deepseek-r1-distill-qwen-32b
    deepseek/deepseek-r1-turbo deepseek/deepseek-v3-0324 deepseek/deepseek-v3-turbo
    deepseek/deepseek_v3 google/gemma-2-9b-it google/gemma-3-27b-it gryphe/mythomax-l2-13b
    jondurbin/airoboros-l2-70b meta-llama/llama-3-70b-instruct meta-llama/llama-3-8b-instruct
    meta-llama/llama-3.1-70b-instruct meta-llama/llama-3.1-8b-instruct
    meta-llama/llama-3.1-8b-instruct-bf16 meta-llama/llama-3.2-11b-vision-instruct
    meta-llama/llama-3.2-1b-instruct meta-llama/llama-3.2-3b-instruct
    meta-llama/llama-3.3-70b-instruct meta-llama/llama-4-maverick-17b-128e-instruct-fp8
    meta-llama/llama-4-scout-17b-16e-instruct microsoft/wizardlm-2-8x22b
    mistralai/mistral-7b-instruct mistralai/mistral-nemo nousresearch/hermes-2-pro-llama-3-8b
    qwen/qwen-2.5-72b-instruct qwen/qwen2.5-7b-instruct qwen/qwen2.5-vl-72b-instruct qwen/qwq-32b
    sao10k/l3-70b-euryale-v2.1 sao10k/l3-8b-lunaris sao10k/l31-70b-euryale-v2.2
    sophosympatheia/midnight-rose-70b thudm/glm-4-32b-0414 thudm/glm-4-9b-0414
    thudm/glm-z1-32b-0414 thudm/glm-z1-9b-0414 thudm/glm-z1-rumination-32b-0414`,
  nvidia: `
    01-ai/yi-large meta/llama-3.1-405b-instruct meta/llama-3.1-70b-instruct
    meta/llama-3.1-8b-instruct meta/llama-3.2-1b-instruct meta/llama-3.2-3b-instruct
    meta/llama-3.3-70b-instruct meta/llama3-70b mistralai/mistral-large
    mistralai/mixtral-8x7b-instruct nvidia/nemotron-4-340b-instruct nvidia/nemotron-4-340b-reward`,
  openai: `
    gpt-3.5-turbo gpt-4 gpt-4-turbo gpt-4.1 gpt-4.1-mini-2025-04-14 gpt-4.1-nano-2025-04-14
    gpt-4.5-preview gpt-4o gpt-4o-mini gpt-5 gpt-5-mini gpt-5-nano gpt-5.1 gpt-5.2 gpt-5.4
    gpt-5.4-mini-2026-03-17 gpt-5.4-nano-2026-03-17 gpt-5.5 gpt-5.5-pro-2026-04-23 o1 o1-mini
    o1-preview o3 o3-mini o3-pro o4-mini`,
  ppio: `
    01-ai/yi-1.5-34b-chat baichuan/baichuan2-13b-chat deepseek/deepseek-prover-v2-671b
    deepseek/deepseek-r1 deepseek/deepseek-r1-turbo deepseek/deepseek-r1/community
    deepseek/deepseek-v3 deepseek/deepseek-v3-turbo deepseek/deepseek-v3/community
    meta-llama/llama-3.1-70b-instruct meta-llama/llama-3.3-70b-instruct qwen/qwen-2.5-72b-instruct`,
  qianfan: `
    deepseek-r1 deepseek-v3 ernie-4.5-turbo-128k ernie-4.5-turbo-32k ernie-4.5-turbo-vl-latest
    ernie-5.0-thinking-latest ernie-x1-32k ernie-x1-32k-preview ernie-x1-turbo-32k qwen3-235b-a22b`,
  qwen: `
    qvq-72b-preview qwen-coder-turbo qwen-long qwen-math-plus qwen-math-turbo qwen-max qwen-plus
    qwen-plus-2025-04-28 qwen-plus-latest qwen-turbo qwen-turbo-2025-04-28 qwen-turbo-latest
    qwen-vl-max qwen-vl-plus qwen2.5-14b-instruct qwen2.5-32b-instruct qwen2.5-72b-instruct
    qwen2.5-coder-32b-instruct qwen2.5-vl-72b-instruct qwen3-coder-plus qwq-32b-preview qwq-plus`,
  reka: `
    reka-core reka-edge reka-flash`,
  samba: `
    Meta-Llama-3.1-405B-Instruct Meta-Llama-3.1-70B-Instruct Meta-Llama-3.1-8B-Instruct`,
  siliconflow: `
    Pro/Qwen/Qwen2.5-7B-Instruct Pro/THUDM/glm-4-9b-chat Pro/deepseek-ai/DeepSeek-R1
    Pro/deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B Pro/deepseek-ai/DeepSeek-R1-Distill-Qwen-7B
    Pro/deepseek-ai/DeepSeek-V3 Pro/internlm/internlm2_5-7b-chat Qwen/QwQ-32B
    Qwen/Qwen2.5-14B-Instruct Qwen/Qwen2.5-32B-Instruct Qwen/Qwen2.5-72B-Instruct
    Qwen/Qwen2.5-7B-Instruct THUDM/GLM-4-32B-0414 THUDM/GLM-4-9B-0414 THUDM/GLM-Z1-32B-0414
    THUDM/GLM-Z1-Rumination-32B-0414 THUDM/glm-4-9b-chat deepseek-ai/DeepSeek-R1
    deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B deepseek-ai/DeepSeek-R1-Distill-Qwen-14B
    deepseek-ai/DeepSeek-R1-Distill-Qwen-32B deepseek-ai/DeepSeek-R1-Distill-Qwen-7B
    deepseek-ai/DeepSeek-V2.5 deepseek-ai/DeepSeek-V3 internlm/internlm2_5-20b-chat
    internlm/internlm2_5-7b-chat`,
  together: `
    meta-llama/Llama-3.3-70B-Instruct-Turbo meta-llama/Meta-Llama-3.1-405B-Instruct-Turbo
    meta-llama/Meta-Llama-3.1-70B-Instruct-Turbo mistralai/Mistral-7B-Instruct-v0.1
    mistralai/Mixtral-8x7B-Instruct-v0.1`,
  watsonx: `
    ibm/granite-3-8b-instruct meta-llama/llama-3-2-11b-vision-instruct
    meta-llama/llama-3-2-1b-instruct meta-llama/llama-3-2-3b-instruct
    meta-llama/llama-3-2-90b-vision-instruct meta-llama/llama-3-3-70b-instruct
    meta-llama/llama-guard-3-11b-vision-instruct mistralai/mistral-large`,
  xai: `
    grok-4.5`,
  yi: `
    yi-large yi-large-fc yi-large-rag yi-large-turbo yi-lightning yi-medium yi-medium-200k
    yi-spark yi-vision`,
  zhipu: `
    glm-3-turbo glm-4 glm-4-air glm-4-air-0111 glm-4-airx glm-4-flash glm-4-flash-250414
    glm-4-flashx glm-4-flashx-250414 glm-4-long glm-4-plus glm-4.1v-thinking-flash
    glm-4.1v-thinking-flashx glm-4.5-air glm-4.5-airx glm-4.5-flash glm-4.5v glm-4.6 glm-4.6v
    glm-4.6v-flash glm-4.6v-flashx glm-4.7 glm-4.7-flash glm-4.7-flashx glm-4v glm-4v-flash
    glm-4v-plus-0111 glm-5 glm-5.1 glm-5.2 glm-zero-preview`,
};
