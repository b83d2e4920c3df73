#pragma once
// One thing, many spellings: benchmarks, vendors and model hubs write "NVIDIA H100-SXM-80GB",
// "a100_80gb_pcie", "deepseek-ai/DeepSeek-V3.1", "Qwen3-30B-A3B-Instruct-2507-FP8". What is
// spelt alike names one row; what is not is listed in data/aliases.csv.
//
// Not known: what a name says nothing of, such as a size that the vendor sells under one name.
#include <string>
#include <string_view>
#include <vector>

namespace costwright {

// Lower-case letters and digits only.
std::string plain_name(std::string_view name);

// Whether rows of this table are found by how they are spelt: accelerators and models.
bool has_spellings(std::string_view table);

// What to compare a name of such a table by, the strictest first; never empty, no duplicates.
//   both           letters and digits of the whole name, without a vendor in front
//   models         the same of what follows the last '/', without "(...)"; then without words that
//                  change no shape (instruct, chat, thinking, hf, fp8, awq, 2507, ...)
//   accelerators   its words in alphabetical order, without those that tell nothing (Instinct,
//                  Tensor, HBM3e, 750W, SXM's number, ...); then without the size of the memory,
//                  then without SXM or OAM
std::vector<std::string> spellings(std::string_view table, std::string_view name);
// Those that leave no word, size or socket out: what an alias stands for.
std::vector<std::string> full_spellings(std::string_view table, std::string_view name);

}  // namespace costwright
