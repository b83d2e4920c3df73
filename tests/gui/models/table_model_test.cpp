#include "gui/models/table_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <gtest/gtest.h>

namespace costwright::testing {
using namespace gui;
namespace {

Table small_table() {
  return {"t",
          "T",
          {{"name", "name"}, {"cost_usd", "cost USD"}},
          {{std::string("b"), Amount{1050}},
           {std::string("a"), Cell()},
           {std::string("c"), Amount{900}},
           {std::string("d"), Amount{-12345678}}}};
}

std::vector<std::string> names(const TableModel& model) {
  std::vector<std::string> shown;
  for (int row = 0; row < model.rowCount(); ++row) {
    shown.push_back(model.index(row, 0).data().toString().toStdString());
  }
  return shown;
}

TEST(TableModel, KeepsTheRulesOfModels) {
  TableModel model;
  const QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.set_table(small_table());
  model.sort(1, Qt::DescendingOrder);
  model.set_table(small_table());
  model.set_table({});
  EXPECT_EQ(model.rowCount(), 0);
}

TEST(TableModel, SortsByValueAndPutsBlankLast) {
  TableModel model;
  model.set_table(small_table());
  model.sort(1, Qt::AscendingOrder);
  EXPECT_EQ(names(model), (std::vector<std::string>{"d", "c", "b", "a"}))
      << "9.00 before 10.50, though as text it is not";
  model.sort(1, Qt::DescendingOrder);
  EXPECT_EQ(names(model), (std::vector<std::string>{"b", "c", "d", "a"}));
  model.sort(-1);
  EXPECT_EQ(names(model), (std::vector<std::string>{"b", "a", "c", "d"}));
}

TEST(TableModel, SelectionFollowsItsRowWhenSorted) {
  TableModel model;
  model.set_table(small_table());
  const QPersistentModelIndex chosen = model.index(3, 0);
  model.sort(1);
  EXPECT_EQ(chosen.row(), 0);
  EXPECT_EQ(chosen.data().toString(), "d");
}

TEST(TableModel, ShowsWhatTheCommandLinePrints) {
  TableModel model;
  model.set_table(small_table());
  EXPECT_EQ(model.index(3, 1).data().toString(), "-123,456.78");
  EXPECT_FALSE(model.index(1, 1).data(TableModel::kValueRole).isValid()) << "blank is not 0";
  EXPECT_EQ(model.csv().toStdString(), to_csv(small_table()));
}

TEST(TableModel, NamesTheCellsThatChanged) {
  TableModel model;
  model.set_table(small_table());
  QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
  QSignalSpy relaid(&model, &QAbstractItemModel::layoutChanged);
  Table table = small_table();
  table.rows[2][1] = Amount{901};
  model.set_table(table);
  ASSERT_EQ(changed.size(), 1);
  EXPECT_EQ(changed[0][0].toModelIndex(), model.index(2, 1));
  EXPECT_EQ(changed[0][1].toModelIndex(), model.index(2, 1));
  EXPECT_TRUE(relaid.isEmpty());
  model.sort(1);
  relaid.clear();
  table.rows[2][1] = Amount{90'000};
  model.set_table(table);
  EXPECT_EQ(relaid.size(), 1) << "the order is another";
  EXPECT_EQ(names(model), (std::vector<std::string>{"d", "b", "c", "a"}));
}

TEST(TableModel, OfNothingSelectedEverythingIsCopiedAndOneCellAlone) {
  TableModel model;
  model.set_table(small_table());
  EXPECT_EQ(model.copied({}, QLocale::c()),
            "name\tcost_usd\nb\t10.50\na\t\nc\t9.00\nd\t-123456.78\n");
  EXPECT_EQ(model.copied({model.index(3, 1)}, QLocale::c()), "-123456.78");
}

TEST(TableModel, CopiedNumbersAreNumbersOfTheLocale) {
  const QLocale german(QLocale::German, QLocale::Germany);
  TableModel model;
  model.set_table({"t",
                   "T",
                   {{"share", "share"}, {"figure", "figure"}, {"amount_usd", "USD"}},
                   {{Percent{0.1534}, Figure{1234567.891, 1}, Amount{-12345678}}}});
  const double wanted[] = {0.1534, 1234567.891, -123456.78};
  for (int column = 0; column < 3; ++column) {
    const QString text = model.copied({model.index(0, column)}, german);
    bool is_number = false;
    EXPECT_DOUBLE_EQ(german.toDouble(text, &is_number), wanted[column]) << text.toStdString();
    EXPECT_TRUE(is_number) << text.toStdString();
    EXPECT_FALSE(text.contains('.')) << "a group to a German";
  }
}

TEST(TableModel, NumbersAreShownByTheLocale) {
  const QLocale before;
  QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
  TableModel model;
  model.set_table(
      {"t",
       "T",
       {{"share", "share"}, {"amount_usd", "USD"}, {"calendar_year", "year"}, {"of", "of"}},
       {{Percent{0.1534}, Amount{-12345678}, Ordinal{2027}, std::string("v1.5")}}});
  EXPECT_EQ(model.index(0, 0).data().toString(), "15,3 %");
  EXPECT_EQ(model.index(0, 1).data().toString(), "-123.456,78");
  EXPECT_EQ(model.index(0, 2).data().toString(), "2027");
  EXPECT_EQ(model.index(0, 3).data().toString(), "v1.5") << "no number";
  EXPECT_EQ(model.widest_numbers(1), QStringList("-888.888,88"));
  EXPECT_TRUE(model.csv().contains("-123456.78")) << "a file never follows it";
  QLocale::setDefault(before);
}

TEST(TableModel, AYearIsNoQuantity) {
  TableModel model;
  model.set_table({"t",
                   "T",
                   {{"calendar_year", "year"}, {"requests", "requests"}},
                   {{Ordinal{2027}, std::int64_t{2027}}}});
  EXPECT_EQ(model.index(0, 0).data().toString(), "2027");
  EXPECT_EQ(model.index(0, 1).data().toString(), "2,027");
}

TEST(TableModel, CopiesWithHeaders) {
  TableModel model;
  model.set_table(small_table());
  EXPECT_EQ(model.copied({model.index(0, 0), model.index(0, 1), model.index(2, 1)}, QLocale::c()),
            "name\tcost_usd\nb\t10.50\n\t9.00\n");
}

}  // namespace
}  // namespace costwright::testing
