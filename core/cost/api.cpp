// What deployments of an API cost: the tokens of each workload and month at their prices.
#include "core/cost/api_price.h"
#include "core/cost/rules.h"
#include "core/scenario/sections/serving.h"

namespace costwright::cost {
namespace {

constexpr double kMillion = 1e6;

// One price for one kind of tokens.
struct TokenRate {
  const char* what;
  Price price;
  int origins = OriginSets::kNone;
};

class Api {
 public:
  Api(CostRun& run, std::size_t deployment, const std::string& name, const Deployment& api)
      : run_(run),
        deployment_(deployment),
        name_(name),
        terms_(api.api_terms),
        path_("serving." + name) {
    line_.component = Component::kServing;
    line_.category = Category::kCloud;
    row_ = run.find("cloud_services", *api.api, path_ + ".api");
  }

  void price() {
    if (row_ == nullptr || !sells()) {
      return;
    }
    input_ = rate(kApiInput, terms_.input_price, "input_price", "price_in_usd_per_mtok");
    output_ = rate(kApiOutput, terms_.output_price, "output_price", "price_out_usd_per_mtok");
    if (!input_ || !output_) {
      return;
    }
    read_ = terms_.cached_input_price || has_cached_price()
                ? rate(kApiCachedInput, terms_.cached_input_price, "cached_input_price",
                       "price_cached_in_usd_per_mtok")
                : std::nullopt;
    if (terms_.cache_write_price) {
      written_ = rate("API input tokens, written into the cache", terms_.cache_write_price,
                      "cache_write_price", "");
    }
    for (int m = 0; m < run_.months(); ++m) {
      for (const ApiUse& use : run_.physical(m).apis) {
        if (use.deployment == deployment_) {
          month(m, use);
        }
      }
    }
  }

 private:
  bool sells() {
    const auto cached = terms_.cached_input && !terms_.cached_input_price && !terms_.batch
                            ? std::optional(terms_.cached_input->value)
                            : std::nullopt;
    const auto fault = api_fault(*row_, cached, terms_.batch);
    if (fault) {
      run_.error(path_ + ".api_terms." + (terms_.batch ? "batch" : fault->field), fault->message,
                 fault->hint);
    }
    return !fault;
  }
  bool has_cached_price() const {
    return !terms_.batch && row_->fact("price_cached_in_usd_per_mtok").has_value();
  }

  std::optional<TokenRate> rate(const char* what,
                                const std::optional<Dated<TokenPrice>>& stated,
                                const std::string& field,
                                std::string_view column) {
    const std::string path = path_ + ".api_terms." + field;
    std::optional<Price> price;
    if (stated) {
      const auto per_million = *stated_in(stated, money_unit / Tokens(kMillion));
      if (!column.empty()) {
        run_.compare_with_catalogue(per_million, path,
                                    {"cloud_services", row_->key(), column, path_ + ".api"});
      }
      price = stated_price(per_million, path);
    } else {
      price = run_.money(*row_, column, path_ + ".api", fmt::format("state {}", path));
    }
    if (price && terms_.batch) {  // sells() has looked
      discount(*price, batch_discount(api_price(*row_).value()).value(), "batch prices");
      for (const char* of_batch : {"price_batch_in_usd_per_mtok", "price_in_usd_per_mtok"}) {
        price->origins.push_back(run_.used(*row_, of_batch));
      }
    }
    if (price && terms_.discount.value > 0) {
      discount(*price, 1 - terms_.discount.value,
               fmt::format("{:g} % discount", 100 * terms_.discount.value));
    }
    if (!price) {
      return std::nullopt;
    }
    const int origins = run_.origins(
        price->origins, path_ + ".api_terms",
        {"discount", "cached_input", "written_input", "escalation", "escalates", "price_as_of"});
    return TokenRate{what, std::move(*price), origins};
  }

  static void discount(Price& price, double factor, const std::string& why) {
    price.value = price.value.map([factor](double one) {
      return one * factor;
    });
    price.source += ", " + why;
  }

  // What is neither read nor written, nor has a price of its own, is billed as input.
  void month(int m, const ApiUse& use) {
    const double all = use.input_tokens;
    const double read = terms_.cached_input ? all * terms_.cached_input->value : use.cached_tokens;
    const double written = terms_.cached_input ? all * terms_.written_input.value_or(Ratio{}).value
                                               : use.written_tokens;
    const double at_read = read_ ? read : 0;
    const double at_write = written_ ? written : 0;
    post(m, use, *input_, all - at_read - at_write);
    if (read_) {
      post(m, use, *read_, at_read);
    }
    if (written_) {
      post(m, use, *written_, at_write);
    }
    post(m, use, *output_, use.output_tokens);
  }

  void post(int m, const ApiUse& use, const TokenRate& rate, double tokens) {
    if (tokens <= 0) {
      return;
    }
    line_.item = fmt::format("{}: {}{}", name_, rate.what, terms_.batch ? ", batch" : "");
    line_.unit = "1M tokens";
    line_.source = "tokens x price; " + rate.price.source;
    line_.origins = rate.origins;
    run_.post_usage(m, line_, tokens / kMillion, run_.price_in(rate.price, terms_.escalation, 0, m),
                    direct_share(static_cast<int>(use.workload)));
  }

  CostRun& run_;
  std::size_t deployment_;
  const std::string& name_;
  const ApiTerms& terms_;
  std::string path_;
  const Row* row_ = nullptr;
  std::optional<TokenRate> input_, read_, written_, output_;
  Posting line_;
};

}  // namespace

void price_apis(CostRun& run, const Named<Deployment>& serving) {
  for (std::size_t d = 0; d < serving.size(); ++d) {
    const auto& [name, deployment] = serving[d];
    if (is_api(deployment)) {
      Api(run, d, name, deployment).price();
    }
  }
}

}  // namespace costwright::cost
