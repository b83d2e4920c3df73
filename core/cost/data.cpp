// Data: collection, labelling and cleaning by item and volume.
#include "core/catalog/catalog.h"
#include "core/cost/rules.h"
#include "core/scenario/sections/data_pipeline.h"

namespace costwright::cost {
namespace {

class DataItem {
 public:
  DataItem(CostRun& run, const std::string& name, const DataActivity& activity)
      : run_(run),
        name_(name),
        activity_(activity),
        path_("data_pipeline." + name),
        range_(run.range(activity.from, activity.until)) {
    line_.component = Component::kDataPipeline;
    line_.category = Category::kData;
    line_.team = activity.team;
  }

  void price() {
    if (activity_.items) {
      if (const auto price = item_price()) {
        monthly("items", "item", activity_.items->base(), *price);
      }
    }
    if (activity_.volume) {
      require(activity_.volume_price.has_value(), "{}.volume has no price", path_);
      monthly("volume", "GB", activity_.volume->base() / gigabyte.base(),
              stated_price(*stated_in(activity_.volume_price, DataPrice(1 / gigabyte.base())),
                           path_ + ".volume_price"));
    }
    if (activity_.one_off) {
      one_off();
    }
  }

 private:
  static bool is_per_item(const Row& row) {
    return row.text("kind") == "annotation_price" && row.text("unit") != "USD per hour";
  }

  std::optional<Price> item_price() {
    if (activity_.item_price) {
      const Row* row = activity_.annotation
                           ? run_.row_of("staffing", *activity_.annotation, path_ + ".annotation")
                           : nullptr;
      if (row != nullptr && is_per_item(*row)) {
        run_.compare_with_catalogue(*stated_in(activity_.item_price), path_ + ".item_price",
                                    {"staffing", row->key(), "p50_usd", path_ + ".annotation"});
      }
      return stated_price(*stated_in(activity_.item_price), path_ + ".item_price");
    }
    require(activity_.annotation.has_value(), "{}.items have no price", path_);
    const Row* row = run_.find("staffing", *activity_.annotation, path_ + ".annotation");
    if (row == nullptr) {
      return std::nullopt;
    }
    if (!is_per_item(*row)) {
      run_.error(
          path_ + ".annotation",
          fmt::format("'{}' is not a price per item but {}", row->key(), row->text("unit")),
          "choose a row of kind annotation_price that is priced by item, or state item_price");
      return std::nullopt;
    }
    return run_.replaceable(*row, "p50_usd", path_ + ".item_price");
  }

  void monthly(const char* what, const char* unit, double quantity, const Price& price) {
    line_.item = fmt::format("{}: {}", name_, what);
    line_.unit = unit;
    line_.source = "quantity x price; " + price.source;
    line_.origins =
        run_.origins(price.origins, path_, {what, "escalation", "escalates", "price_as_of"});
    for (int m = range_.begin; m < range_.end; ++m) {
      run_.post_usage(m, line_, quantity,
                      run_.price_in(price, activity_.escalation, range_.begin, m));
    }
  }

  void one_off() {
    line_.item = name_ + ": one-off";
    line_.unit = "lump sum";
    line_.source = "scenario " + path_ + ".one_off";
    line_.origins = run_.origins({}, path_, {"one_off"});
    if (range_.begin < range_.end) {
      run_.post_usage(range_.begin, line_, 1, activity_.one_off->base());
    }
  }

  CostRun& run_;
  const std::string& name_;
  const DataActivity& activity_;
  std::string path_;
  MonthRange range_;
  Posting line_;
};

}  // namespace

void price_data_activities(CostRun& run, const Named<DataActivity>& data_pipeline) {
  for (const auto& [name, activity] : data_pipeline) {
    DataItem(run, name, activity).price();
  }
}

}  // namespace costwright::cost
