#include "study/validate/training_names.h"

#include <array>
#include <cctype>
#include <utility>

namespace costwright {
namespace {

using Alias = std::pair<std::string_view, std::string_view>;

constexpr std::array kRunWords = {"mlperf",
                                  "pretraining",
                                  "sft",
                                  "lora",
                                  "fullrecompute",
                                  "sequenceparallelselectiverecompute",
                                  "megatronseqparallelselectiverecompute"};

constexpr Alias kModels[] = {
    {"gpt3", "GPT-3-175B"},
    {"gpt3175bmegatron", "GPT-3-175B"},
    {"turing530b", "Megatron-530B"},
    {"gpt22b", "Megatron-22B"},
    {"gpt530b", "Megatron-530B"},
    {"gpt1t", "Megatron-1T"},
    {"llama27b", "Llama-2-7b-hf"},
    {"llama213b", "Llama-2-13b-hf"},
    {"llama270b", "Llama-2-70b-hf"},
    {"nemotron3nano", "NVIDIA-Nemotron-3-Nano-30B-A3B-BF16"},
    {"bert", "BERT-large"},
    {"bertlargepretrain", "BERT-large"},
    {"resnet50v15imagenet90epochs", "ResNet-50"},
};

constexpr Alias kAccelerators[] = {
    {"a100", "a100-sxm-80"},
    {"a10080gb", "a100-sxm-80"},
    {"a10040gb", "a100-sxm-40"},
    {"a100sxm480gb", "a100-sxm-80"},
    {"a100sxm440gb", "a100-sxm-40"},
    {"h10080gb", "h100-sxm"},
    {"h100", "h100-sxm"},
    {"h100sxm580gb", "h100-sxm"},
    {"h200", "h200-sxm"},
    {"h200sxm5141gb", "h200-sxm"},
    {"v10032gb", "v100-sxm2-32"},
    {"v10016gb", "v100-pcie-16"},
    {"tputrillium", "tpu-v6e"},
    {"blackwellgpub200sxm180gb", "b200"},
};

constexpr std::array kVendors = {"nvidia", "amd", "dgx", "hgx"};

const Row* row_named(std::string_view table, std::string_view plain, const Catalog& catalog) {
  for (const Row& row : catalog.rows(table)) {
    if (plain_name(row.key()) == plain) {
      return &row;
    }
  }
  return nullptr;
}

template <std::size_t n>
const Row* find(std::string_view table,
                const std::string& plain,
                const Alias (&aliases)[n],
                const Catalog& catalog) {
  for (const auto& [published, key] : aliases) {
    if (plain == published) {
      return row_named(table, plain_name(key), catalog);
    }
  }
  return row_named(table, plain, catalog);
}

}  // namespace

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return plain;
}

const Row* published_model(std::string_view name, const Catalog& catalog) {
  std::string plain = plain_name(name);
  for (const std::string_view word : kRunWords) {
    if (const auto at = plain.find(word); at != std::string::npos) {
      plain.erase(at, word.size());
    }
  }
  return find("models", plain, kModels, catalog);
}

const Row* published_accelerator(std::string_view name, const Catalog& catalog) {
  std::string plain = plain_name(name);
  for (const std::string_view vendor : kVendors) {
    if (plain.rfind(vendor, 0) == 0) {
      plain.erase(0, vendor.size());
    }
  }
  return find("accelerators", plain, kAccelerators, catalog);
}

}  // namespace costwright
