// The form and the text are one document: every field of every shipped scenario that the form
// shows can be read, and a changed one changes nothing else.
#include "study/inputs/scenario_text.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <QAbstractItemModelTester>
#include <gtest/gtest.h>

#include "gui/models/form_model.h"
#include "study/inputs/scenario_edit.h"

namespace costwright::testing {
using namespace gui;
namespace {

std::string shipped(const std::string& name) {
  std::stringstream text;
  text << std::ifstream(std::string(SOURCE_DIR "/scenarios/") + name).rdbuf();
  return text.str();
}

std::string value_in(const std::string& text, const std::string& path) {
  const auto form = study::scenario_form(text);
  for (const auto& field : form.value()) {
    if (field.path == path) {
      return field.value;
    }
  }
  return "no such field";
}

TEST(ScenarioText, ChangesOneValueInBlockText) {
  const std::string text = "name: A  # why\nfinance:\n  discount_rate: 9 %/year   # of the group\n";
  EXPECT_EQ(study::with_field(text, "finance.discount_rate", "7.5 %/year"),
            "name: A  # why\nfinance:\n  discount_rate: 7.5 %/year   # of the group\n");
}

TEST(ScenarioText, ChangesOneValueInsideBraces) {
  EXPECT_EQ(
      study::with_field("sites: {b: {pue: 1.2, electricity: 0.1 USD/kWh}}\n", "sites.b.pue", "1.5"),
      "sites: {b: {pue: 1.5, electricity: 0.1 USD/kWh}}\n");
}

TEST(ScenarioText, AddsAFieldToItsSection) {
  EXPECT_EQ(study::with_field("sites:\n  b:\n    pue: 1.2\n", "sites.b.electricity", "0.1 USD/kWh"),
            "sites:\n  b:\n    electricity: 0.1 USD/kWh\n    pue: 1.2\n");
  EXPECT_EQ(study::with_field("sites: {b: {pue: 1.2}}\n", "sites.b.electricity", "0.1 USD/kWh"),
            "sites: {b: {electricity: 0.1 USD/kWh, pue: 1.2}}\n");
  EXPECT_EQ(study::with_field("name: A", "finance.discount_rate", "7 %/year"),
            "name: A\nfinance:\n  discount_rate: 7 %/year\n");
  EXPECT_EQ(study::with_field("name: A\n", "horizon", "3 years"), "name: A\nhorizon: 3 years\n");
}

TEST(ScenarioText, QuotesWhatYamlWouldReadOtherwise) {
  const auto changed = study::with_field("name: A\n", "name", "Plan: #2");
  ASSERT_TRUE(changed);
  EXPECT_EQ(*changed, "name: \"Plan: #2\"\n");
  EXPECT_EQ(study::with_field(*changed, "name", "B"), "name: B\n");
}

TEST(ScenarioText, RefusesWhatIsNotInOnePlace) {
  EXPECT_FALSE(study::with_field("description: >\n  two\n  lines\n", "description", "one"));
  EXPECT_FALSE(study::with_field("name: A\n", "nonsense.path", "1"));
  EXPECT_FALSE(study::with_field("name: [A\n", "name", "B")) << "not YAML";
  EXPECT_FALSE(study::scenario_form("name: [A\n"));
}

TEST(ScenarioText, FindsItsPlaceBehindLettersOfSeveralBytes) {
  EXPECT_EQ(study::with_field("name: \"Gr\u00fc\u00dfe\"\nstart: 2027-01\n", "start", "2028-01"),
            "name: \"Gr\u00fc\u00dfe\"\nstart: 2028-01\n");
  EXPECT_EQ(study::with_field("sites: {gr\u00fcn: {pue: 1.2}}\n", "sites.gr\u00fcn.pue", "1.3"),
            "sites: {gr\u00fcn: {pue: 1.3}}\n");
}

TEST(ScenarioText, EveryNumberOfAShippedScenarioCanBeWrittenAgain) {
  for (const char* name : {"support-chat/scenario.yaml", "worked-budget/scenario.yaml",
                           "vision-edge/scenario.yaml", "code-assistant/scenario.yaml"}) {
    const std::string text = shipped(name);
    int written = 0;
    const auto form = study::scenario_form(text);
    ASSERT_TRUE(form) << name;
    for (const auto& field : *form) {
      if (field.is_written && number_with_unit(QString::fromStdString(field.value))) {
        EXPECT_EQ(study::with_field(text, field.path, field.value), text)
            << name << " " << field.path;
        ++written;
      }
    }
    EXPECT_GT(written, 10) << name;
  }
  EXPECT_EQ(value_in(shipped("vision-edge/scenario.yaml"), "workloads.notes on FPGA.served_by"),
            "notes-fpga");
}

TEST(FormModel, KeepsTheRulesOfModelsAndItsItems) {
  FormModel model;
  const QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
  const std::string text = shipped("vision-edge/scenario.yaml");
  ASSERT_TRUE(model.set_text(QString::fromStdString(text)));
  const QPersistentModelIndex kept = model.index(0, 0);
  const auto changed = study::with_field(text, "sites.plant.electricity", "0.2 USD/kWh");
  ASSERT_TRUE(changed);
  ASSERT_TRUE(model.set_text(QString::fromStdString(*changed)));
  EXPECT_TRUE(kept.isValid()) << "the tree was kept";
  const auto found = model.match(model.index(0, 0), FormModel::kPathRole, "sites.plant.electricity",
                                 2, Qt::MatchRecursive);
  ASSERT_EQ(found.size(), 1) << "the name's column";
  EXPECT_EQ(found[0].siblingAtColumn(1).data().toString(), "0.2 USD/kWh");
  EXPECT_FALSE(found[0].siblingAtColumn(1).data(Qt::ToolTipRole).toString().isEmpty());
  EXPECT_FALSE(model.set_text("name: [A"));
  EXPECT_TRUE(kept.isValid()) << "a faulty text leaves the form as it was";
}

TEST(FormModel, AsksForTheChangedTextAndOffersNumbers) {
  FormModel model;
  ASSERT_TRUE(model.set_text("name: A\nfinance: {discount_rate: 9 %/year}\n"));
  QString asked;
  QObject::connect(&model, &FormModel::edited, [&](const QString& path, const QString& value) {
    asked = path + "=" + value;
  });
  const auto found = model.match(model.index(0, 0), FormModel::kPathRole, "finance.discount_rate",
                                 1, Qt::MatchRecursive);
  ASSERT_EQ(found.size(), 1);
  model.setData(found[0].siblingAtColumn(1), " 7 %/year ", Qt::EditRole);
  EXPECT_EQ(asked, "finance.discount_rate=7 %/year");
  const auto numbers = model.numbers();
  EXPECT_TRUE(std::any_of(numbers.begin(), numbers.end(), [](const NumberField& number) {
    return number.path == "finance.discount_rate" && number.value == "9 %/year" &&
           number.field.type.kind == FieldKind::kAnnualRate;
  }));
}

constexpr const char* kManyKinds = R"(name: A
fleet:
  rented: {cloud: {instance: g6e.xlarge, purchase: spot, from: 2027-03}}
  bought: {owned: {server: dgx-h100, site: dc, paid: 2027-02}}
models: {m: {model: Llama-3.1-8B}}
serving: {chat: {model: m, fleet: rented}}
staff: {sre: {role: x}}
)";

QStringList choices_in(const FormModel& model, const char* path) {
  const auto found =
      model.match(model.index(0, 0), FormModel::kPathRole, path, 1, Qt::MatchRecursive);
  EXPECT_EQ(found.size(), 1) << path;
  return found.isEmpty() ? QStringList()
                         : found[0]
                               .siblingAtColumn(FormModel::kValue)
                               .data(FormModel::kChoicesRole)
                               .toStringList();
}

TEST(FormModel, OffersExactlyTheChoicesOfAField) {
  FormModel model;
  ASSERT_TRUE(model.set_text(kManyKinds));
  const std::pair<const char*, QStringList> lists[] = {
      {"serving.chat.router",
       {"round_robin", "least_outstanding", "power_of_two", "prefix_affinity", "pack"}},
      {"serving.chat.queue_order", {"arrival", "shortest", "fair"}},
      {"models.m.weights", {"fp32", "bf16", "fp16", "fp8", "int8", "int4", "fp4"}},
      {"models.m.kv_cache", {"fp32", "bf16", "fp16", "fp8", "int8", "int4", "fp4"}},
      {"fleet.rented.cloud.purchase", {"on_demand", "reserved_1y", "reserved_3y", "spot"}},
      {"staff.sre.component", {"data_pipeline", "training", "serving", "application", "shared"}},
      {"finance.terminal_value", {"net_book_value", "zero"}},
      {"serving.chat.prefix_cache", {"true", "false"}},
      {"serving.chat.expert_parallel", {"true", "false"}},
      {"serving.chat.engine", {}},
      {"serving.chat.max_batch", {}},
      {"fleet.rented.cloud.from", {}}};
  for (const auto& [path, choices] : lists) {
    EXPECT_EQ(choices_in(model, path), choices) << path;
  }
}

TEST(FormModel, OffersNoNumberWhereAFieldHoldsNone) {
  FormModel model;
  ASSERT_TRUE(model.set_text(kManyKinds));
  for (const NumberField& number : model.numbers()) {
    for (const char* none : {"start", "fleet.rented.cloud.from", "fleet.bought.owned.paid",
                             "serving.chat.prefix_cache"}) {
      EXPECT_NE(number.path, none) << "a date or a choice is no number to slide";
    }
  }
}

TEST(FormModel, ShowsTheCataloguesPriceWhereTheScenarioIsSilent) {
  FormModel model;
  ASSERT_TRUE(model.set_text("sites: {dc: {location: Virginia}}\n"));
  const auto field = model.match(model.index(0, 0), FormModel::kPathRole, "sites.dc.electricity", 1,
                                 Qt::MatchRecursive);
  ASSERT_EQ(field.size(), 1);
  const QModelIndex value = field[0].siblingAtColumn(FormModel::kValue);
  EXPECT_EQ(value.data().toString(), "the location's commercial price");
  model.set_catalogue_prices({{"sites.dc.electricity", 0.0905}});
  EXPECT_EQ(value.data().toString(), "0.0905 USD/kWh");
  EXPECT_FALSE(value.data(FormModel::kWrittenRole).toBool());
  const auto numbers = model.numbers();
  EXPECT_TRUE(std::any_of(numbers.begin(), numbers.end(), [](const auto& number) {
    return number.path == "sites.dc.electricity" && number.value == "0.0905 USD/kWh";
  })) << "a slider can move it";
}

}  // namespace
}  // namespace costwright::testing
