#include "core/catalog/spelling.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace costwright {
namespace {

constexpr std::array<std::string_view, 7> kVendors{"nvidia", "amd", "intelr", "intel",
                                                   "google", "dgx", "hgx"};

bool is_alnum(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return c >= '0' && c <= '9';
  });
}

std::string without_vendor(std::string plain) {
  for (const std::string_view vendor : kVendors) {
    if (plain.starts_with(vendor) && plain.size() > vendor.size()) {
      plain.erase(0, vendor.size());
    }
  }
  return plain;
}

// In lower case. "3.1" and "8592+" are one word each.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  bool within = false;
  for (const char c : name) {
    const bool part = is_alnum(c) || c == '.' || c == '+';
    if (part) {
      if (!within) {
        words.emplace_back();
      }
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    within = part;
  }
  return words;
}

// ---- models

// How the weights are stored and what they were tuned to: the shape is the base model's.
constexpr auto kTuning = std::to_array<std::string_view>(
    {"instruct", "chat",        "it",    "base",  "hf",        "thinking", "reasoning",
     "preview",  "fp8",         "fp4",   "nvfp4", "mxfp4",     "mxfp8",    "bf16",
     "fp16",     "int4",        "int8",  "awq",   "gptq",      "dynamic",  "w4a16",
     "w8a8",     "w4a8",        "block", "kv",    "quantized", "meta",     "nvidia",
     "edge",     "interactive", "99",    "99.9",  "coder",     "vl",       "omni"});

// A month such as 2507, or a day such as 0528.
bool is_date(std::string_view word) {
  return word.size() == 4 && is_digits(word) && word < "3000";
}

std::string shape_name(std::string_view name) {
  std::string kept;
  for (const std::string& word : words_of(name)) {
    if (std::ranges::find(kTuning, word) == kTuning.end() && !is_date(word)) {
      kept += plain_name(word);
    }
  }
  return kept;
}

// Without "(...)"; and what follows the maker.
std::string_view without_remark(std::string_view name) {
  return name.substr(0, name.find(" ("));
}
std::string_view without_maker(std::string_view name) {
  return name.substr(name.rfind('/') + 1);
}

std::vector<std::string> full_model_spellings(std::string_view name) {
  const std::string_view whole = without_remark(name);
  const std::string own = plain_name(without_maker(whole));
  return {plain_name(name), plain_name(whole), own, without_vendor(own)};
}

std::vector<std::string> model_spellings(std::string_view name) {
  std::vector<std::string> all = full_model_spellings(name);
  all.push_back(shape_name(without_maker(without_remark(name))));
  return all;
}

// ---- accelerators

constexpr auto kTellsNothing = std::to_array<std::string_view>(
    {"nvidia", "amd",    "intel",     "google",    "aws",     "r",     "tm",          "instinct",
     "tensor", "core",   "gpu",       "gpus",      "geforce", "tesla", "accelerator", "edition",
     "grace",  "hopper", "superchip", "blackwell", "bw",      "dgx",   "hgx",         "nv",
     "cts",    "spx",    "hbm2",      "hbm2e",     "hbm3",    "hbm3e", "gddr6",       "gddr7"});

// "x" and digits, or the like: ends("8x", "x").
bool is_number_and(std::string_view word, std::string_view end) {
  return word.ends_with(end) && is_digits(word.substr(0, word.size() - end.size()));
}
bool is_and_number(std::string_view start, std::string_view word) {
  return word.starts_with(start) && is_digits(word.substr(start.size()));
}

bool tells_nothing(const std::string& word) {
  return std::ranges::find(kTellsNothing, word) != kTellsNothing.end() ||
         is_number_and(word, "w") || is_number_and(word, "x") || is_and_number("x", word) ||
         is_and_number("nps", word) || is_and_number("nvl", word);
}

struct PartName {
  std::vector<std::string> words;  // without memory and socket
  std::string memory, socket;
};

PartName part_name(std::string_view name) {
  PartName part;
  for (const std::string& word : words_of(name)) {
    if (is_number_and(word, "gb")) {
      part.memory = word.substr(0, word.size() - 2);
    } else if (word == "oam" || word == "sxm" || is_and_number("sxm", word)) {
      part.socket = word.substr(0, 3);
    } else if (!tells_nothing(word)) {
      part.words.push_back(word);
    }
  }
  return part;
}

std::string joined(const PartName& part, bool memory, bool socket) {
  std::vector<std::string> words = part.words;
  if (memory && !part.memory.empty()) {
    words.push_back(part.memory);
  }
  if (socket && !part.socket.empty()) {
    words.push_back(part.socket);
  }
  std::ranges::sort(words);
  std::string out;
  for (const std::string& word : words) {
    out += word + " ";
  }
  return out;
}

std::vector<std::string> full_part_spellings(std::string_view name) {
  const std::string plain = plain_name(name);
  return {plain, without_vendor(plain), joined(part_name(name), true, true)};
}

std::vector<std::string> accelerator_spellings(std::string_view name) {
  std::vector<std::string> all = full_part_spellings(name);
  all.push_back(joined(part_name(name), false, true));
  all.push_back(joined(part_name(name), false, false));
  return all;
}

// In their order, without those that say nothing; what is left of a name of nothing but fillers is
// the name.
std::vector<std::string> distinct(const std::vector<std::string>& all, std::string_view name) {
  std::vector<std::string> kept;
  for (const std::string& s : all) {
    if (!s.empty() && std::ranges::find(kept, s) == kept.end()) {
      kept.push_back(s);
    }
  }
  return kept.empty() ? std::vector{std::string(name)} : kept;
}

}  // namespace

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (is_alnum(c)) {
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return plain;
}

bool has_spellings(std::string_view table) {
  return table == "accelerators" || table == "models";
}

std::vector<std::string> spellings(std::string_view table, std::string_view name) {
  return distinct(table == "models" ? model_spellings(name) : accelerator_spellings(name), name);
}

std::vector<std::string> full_spellings(std::string_view table, std::string_view name) {
  return distinct(table == "models" ? full_model_spellings(name) : full_part_spellings(name), name);
}

}  // namespace costwright
