// Traces as people have them: the columns and times of other tools. Right values by hand.
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <sys/types.h>

#include "sim/trace/numbers.h"
#include "study/inputs/catalog_view.h"
#include "tests/field/field_runs.h"
#include "tests/sim/trace_fixture.h"

namespace costwright::testing {
using namespace study;
namespace {

// Arrivals in seconds since the first, prompts, answers.
std::string rows_of(const ReadResult& read) {
  std::string text;
  for (const TraceRow& row : read.rows) {
    text += fmt::format("{} {} {}; ", static_cast<double>(row.at) / 1e12, row.input, row.output);
  }
  return text + (read.diagnostics.has_errors() ? read.diagnostics.text() : "");
}

std::string metric_of(const Table& table, std::string_view name) {
  for (const auto& row : table.rows) {
    if (cell_text(row[0]) == name) {
      return cell_text(row[1]);
    }
  }
  return "none";
}

std::optional<Table> statistics_of(const std::string& name, Diagnostics& diagnostics) {
  return trace_table(field_input("traces/" + name), {}, diagnostics);
}

constexpr const char* kTwo = "0 374 44; 4.5 396 109; ";

TEST(FieldTraces, ColumnsOfOtherToolsAreKnown) {
  for (const char* text : {
           // BurstGPT
           "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n"
           "5,ChatGPT,374,44,418,Conversation log\n9.5,GPT-4,396,109,505,API log\n",
           // vidur
           ",arrived_at,num_prefill_tokens,num_decode_tokens,pd_ratio\n"
           "0,5,374,44,8.5\n1,9.5,396,109,3.6\n",
           // vLLM's multi-round benchmark
           "prompt_tokens,generation_tokens,ttft,generation_time,user_id,question_id,launch_time,"
           "finish_time\n"
           "374,44,0.1,1.2,1,0,1700158546.5,1700158548\n396,109,0.1,1,2,0,1700158551.0,"
           "1700158560\n",
           // splitwise-sim
           "request_id,request_type,application_id,arrival_timestamp,batch_size,prompt_size,"
           "token_size\n0,2,0,5,1,374,44\n1,2,0,9.5,1,396,109\n",
           // Azure 2025, with a column more
           "TIMESTAMP,NumImages,ContextTokens,GeneratedTokens\n"
           "2025-01-16 18:15:46.5,0,374,44\n2025-01-16 18:15:51.0,1,396,109\n",
           // a spreadsheet of a European: semicolons, decimal commas
           "arrival_s;input_tokens;output_tokens;note\r\n\"5,0\";374;44;a,b\r\n9,5;396;109;\r\n",
           "ts\tinput_len\toutput_len\n5\t374\t44\n9.5\t396\t109\n",
       }) {
    EXPECT_EQ(rows_of(read_text(text)), kTwo) << text;
  }
}

TEST(FieldTraces, TimesAreReadInTheFormThatTheyHave) {
  const std::string head = "ts,prompt_tokens,completion_tokens\n";
  for (const auto& [first, second] : {
           // 4.5 s apart
           std::pair{"2023-11-16T18:15:46+01:00", "2023-11-16T17:15:50.5Z"},
           {"2023-11-16 23:59:58-0530", "2023-11-17 05:30:02.5"},
           {"2023-11-16 18:15:46", "2023-11-16 18:15:50.5 UTC"},
           {"1700158546", "1700158550.5"},
           {"1700158546000", "1700158550500"},
           {"1700158546000000", "1700158550500000"},
           {"1700158546000000000", "1700158550500000000"},
           {"16.11.2023 18:15:46", "16.11.2023 18:15:50.5"},
           {"11/16/2023 11:59:58 AM", "11/16/2023 12:00:02.5 PM"},
           {"16/11/2023 23:59:58", "17/11/2023 0:00:02.5"},
           // days since 1900 of which 4.5 s are 0.00005208333...
           {"45246.75", "45246.750052083333"},
       }) {
    const auto read = read_text(fmt::format("{}{},374,44\n{},396,109\n", head, first, second));
    ASSERT_EQ(read.rows.size(), 2U) << first << "\n" << read.diagnostics.text();
    EXPECT_NEAR(static_cast<double>(read.rows[1].at), 4.5e12, 1e5) << first;
  }
  // The same number is of seconds where the name or the options say so.
  for (const auto& [name, unit] : {std::pair{"arrival_s", Ps{0}}, {"ts", kPsPerSecond}}) {
    const auto read = read_text(
        fmt::format("{},prompt_tokens,completion_tokens\n45246.75,1,1\n45250.75,1,1\n", name),
        {.timestamp_unit = unit});
    EXPECT_EQ(rows_of(read), "0 1 1; 4 1 1; ") << name;
  }
}

// 3,001 requests, one every 0.25 ms: 4,000 a second in 0.75 s. As days, of 86,400 s, 64,800 s at
// 3,000 / 64,800 = 0.0463 a second; as seconds, where they were read as an epoch's milliseconds,
// 750 s at 4.
TEST(FieldTraces, AHastyTraceIsToldInBothReadings) {
  const auto said_of = [](const char* column, double first, double step, sim::Ps unit = 0) {
    std::string text = fmt::format("{},input_tokens,output_tokens\n", column);
    for (int i = 0; i <= 3000; ++i) {
      text += fmt::format("{:.5f},10,1\n", first + i * step);
    }
    return read_text(text, {.timestamp_unit = unit}).diagnostics.text();
  };
  for (const char* column : {"arrival_s", "ts"}) {
    EXPECT_NE(said_of(column, 0, 0.00025)
                  .find("timestamps read as seconds: 3001 requests in 0.75 s, 4000 a second; read "
                        "as a spreadsheet's days: in 64800 s, 0.0463 a second; write "
                        "`timestamps: excel`, or `timestamps: s` if it is so"),
              std::string::npos)
        << said_of(column, 0, 0.00025);
  }
  EXPECT_NE(said_of("ts", 1'700'158'546'000.0, 0.25)
                .find("timestamps read as milliseconds: 3001 requests in 0.75 s, 4000 a second; "
                      "read as seconds: in 750 s, 4 a second"),
            std::string::npos);
  EXPECT_EQ(said_of("ts", 0, 0.00025, kPsPerSecond), "");
  EXPECT_EQ(said_of("ts", 0, 0.25), "") << "4 a second";
  EXPECT_EQ(said_of("ts", 0, 0.001), "") << "1,000 a second, and no more";
}

TEST(FieldTraces, DatesThatMayBeReadInTwoWaysAreNotGuessed) {
  const std::string head = "ts,prompt_tokens,completion_tokens\n";
  const auto text =
      read_text(head + "01/02/2023 10:00:00,1,1\n02/02/2023 10:00:00,1,1\n").diagnostics.text();
  EXPECT_NE(text.find("whether the day or the month comes first in the dates, no row tells; write "
                      "them as 2023-11-16 18:15:46"),
            std::string::npos)
      << text;
  // Of one day it does not matter.
  EXPECT_EQ(rows_of(read_text(head + "01/02/2023 10:00:00,1,1\n01/02/2023 10:00:09,1,1\n")),
            "0 1 1; 9 1 1; ");
}

TEST(FieldTraces, ColumnsAreMappedByName) {
  const std::string text = "who,when,in,out\nx,5,374,44\ny,9.5,396,109\n";
  const auto unknown = read_text(text).diagnostics.text();
  EXPECT_NE(unknown.find("no trace format begins with 'who,when,in,out'"), std::string::npos);
  const TraceColumns columns{.arrival = "when", .input_tokens = "in", .output_tokens = "out"};
  EXPECT_EQ(rows_of(read_text(text, {.columns = columns})), kTwo);
  const auto wrong =
      read_text(text, {.columns = {.arrival = "wen", .input_tokens = "in", .output_tokens = "out"}})
          .diagnostics.text();
  EXPECT_NE(wrong.find(":1: error: there is no column 'wen' for arrival_s; who, when, in, out"),
            std::string::npos)
      << wrong;
  const auto half = read_text("ts,prompt_tokens,out\n1,1,1\n").diagnostics.text();
  EXPECT_NE(half.find("column 'output_tokens' is missing"), std::string::npos) << half;
  EXPECT_NE(half.find("--columns"), std::string::npos) << half;
}

// A log of a gateway, an object a line: the same requests as kTwo, by names that are known, by
// names that are given, with members that are of no use.
TEST(FieldTraces, JsonLinesAreReadByTheNamesOfTheirKeys) {
  EXPECT_EQ(
      rows_of(read_text(
          R"({"created_at": "2023-11-16T18:15:46Z", "prompt_tokens": 374, "completion_tokens": 44}
{"completion_tokens": 109, "created_at": "2023-11-16T19:15:50.5+01:00", "prompt_tokens": 396.0}
)")),
      kTwo);
  const std::string text =
      R"({"who": {"in": 1}, "when": 1700158546, "in": 374, "out": 44, "tags": ["in", {"out": 2}]}
{"when": 1700158550.5, "in": 396, "out": "109", "who": null, "new": true}
)";
  EXPECT_NE(read_text(text).diagnostics.text().find("timestamp is missing"), std::string::npos);
  const TraceColumns columns{.arrival = "when", .input_tokens = "in", .output_tokens = "out"};
  const auto mapped = read_text(text, {.columns = columns});
  EXPECT_EQ(rows_of(mapped), kTwo);
  EXPECT_NE(mapped.diagnostics.text().find("not used: columns 'who.in', 'tags'"), std::string::npos)
      << mapped.diagnostics.text();
  const auto wrong =
      read_text(text, {.columns = {.arrival = "wen", .input_tokens = "in", .output_tokens = "out"}})
          .diagnostics.text();
  EXPECT_NE(
      wrong.find(":1: error: there is no column 'wen' for arrival_s; who.in, when, in, out, tags"),
      std::string::npos)
      << wrong;
}

// As an OpenAI-compatible API answers, and as pandas flattens that: what is within counts by its
// own name, after what is not within anything.
TEST(FieldTraces, JsonLinesAreReadByTheNamesWithin) {
  const std::string answers =
      R"({"meta": {"created": 7}, "created": 1700158546, "usage": {"prompt_tokens": 374, "completion_tokens": 44, "total_tokens": 418, "details": {"cached": [{"prompt_tokens": 1}]}}, "choices": [{"index": 0}]}
{"created": 1700158550.5, "usage": {"completion_tokens": 109, "prompt_tokens": 396}}
)";
  EXPECT_EQ(rows_of(read_text(answers)), kTwo);
  EXPECT_EQ(rows_of(read_text("created,usage.prompt_tokens,usage.completion_tokens\n"
                              "1700158546,374,44\n1700158550.5,396,109\n")),
            kTwo);
  const TraceColumns columns{.arrival = "created",
                             .input_tokens = "usage.prompt_tokens",
                             .output_tokens = "usage.completion_tokens"};
  EXPECT_EQ(rows_of(read_text(answers, {.columns = columns})), kTwo);
}

// Sessions as in a CSV: turns whose prompts hold the conversation so far, 10 + 5 = 15 tokens.
TEST(FieldTraces, JsonLinesHaveSessionsAndTellWhatTheirFirstRowLacks) {
  const auto grown = read_text(
      R"({"arrival_s": 0, "input_tokens": 10, "output_tokens": 5, "session": "a"}
{"arrival_s": 1, "input_tokens": 20, "output_tokens": 5, "session": "a"}
{"arrival_s": 2, "input_tokens": 7, "output_tokens": 5}
)");
  ASSERT_EQ(grown.rows.size(), 3U) << grown.diagnostics.text();
  EXPECT_EQ(grown.rows[0].session, grown.rows[1].session);
  EXPECT_NE(grown.rows[0].session, grown.rows[2].session);
  const auto said_of = [](const std::string& second) {
    return read_text("{\"ts\": 0, \"prompt_tokens\": 10, \"osl\": 5}\n" + second)
        .diagnostics.text();
  };
  for (const auto& [second, said] : {
           std::pair{R"({"ts": 1, "prompt_tokens": 10})", ":2: error: osl is missing"},
           {R"({"ts": 1, "prompt_tokens": {"n": 10}, "osl": 5})",
            ":2: error: prompt_tokens is missing"},
           {R"({"ts": 1, "ts": 2, "prompt_tokens": 10, "osl": 5})", "key 'ts' occurs twice"},
           {R"({"ts": 1, "prompt_tokens": 10, "osl": 5, "session_id": 3})",
            ":2: error: key 'session_id' is for session, and the first row does not have it"},
           {"[1, 10, 5]", "the line is no JSON object"},
           {"7", "the line is no JSON object"},
           {R"({"ts": 1, "prompt_tokens": 10, "osl": 5)", "not JSON at character 40"},
       }) {
    EXPECT_NE(said_of(second).find(said), std::string::npos) << said_of(second);
  }
  EXPECT_EQ(said_of(R"({"ts": 1, "prompt_tokens": 10, "osl": 5, "time": 3})"), "")
      << "another time: arrivals are in ts";
}

TEST(FieldTraces, AScenarioMapsColumns) {
  const TemporaryFile trace("who,when,in,out\nx,0,50,5\ny,60,50,5\nz,120,50,5\n");
  Diagnostics diagnostics;
  const auto evaluation =
      evaluated(field_input("small.yaml"),
                {{"workloads.w.arrivals",
                  fmt::format("{{trace: {{file: {}, columns: {{arrival: when, input_tokens: in, "
                              "output_tokens: out}}}}}}",
                              trace.path())}},
                diagnostics);
  ASSERT_TRUE(evaluation) << diagnostics.text();
}

TEST(FieldTraces, PackedFilesAreReadAndCutOnesRefused) {
  Diagnostics diagnostics;
  const auto plain = statistics_of("azure_quoted.csv", diagnostics);
  const auto packed = statistics_of("azure_quoted.csv.gz", diagnostics);
  ASSERT_TRUE(plain && packed) << diagnostics.text();
  EXPECT_EQ(to_csv(*plain), to_csv(*packed));
  std::ifstream file(field_input("traces/azure_quoted.csv.gz"), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const auto cut = read_text(bytes.substr(0, bytes.size() - 12)).diagnostics.text();
  EXPECT_NE(cut.find("the packed file is cut short"), std::string::npos) << cut;
}

// Two packed texts behind each other are one [RFC 1952], zeros behind them are of the tape;
// anything else is said, not left out: here a plain row, and half of a second packed text's first
// bytes.
TEST(FieldTraces, WhatFollowsAPackedTextIsReadOrSaid) {
  const auto packed = [](const std::string& text) {
    const TemporaryFile plain(text), file("");
    EXPECT_EQ(std::system(("gzip -c " + plain.path() + " > " + file.path()).c_str()), 0);
    std::ifstream bytes(file.path(), std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(bytes), {}};
  };
  const std::string first = packed("arrival_s,input_tokens,output_tokens\n0,374,44\n");
  const std::string both = first + packed("4.5,396,109\n");
  EXPECT_EQ(rows_of(read_text(both)), kTwo);
  EXPECT_EQ(rows_of(read_text(both + std::string(1000, '\0'))), kTwo);
  for (const std::string more : {"9,1,1\n", "\x1F", "\x1F\x8C"}) {
    const auto said = read_text(both + more).diagnostics.text();
    EXPECT_NE(said.find("error: there is more behind the end of the packed text, which is not "
                        "packed"),
              std::string::npos)
        << said;
  }
}

// A packed file whose checksum is another's: what is wrong with it, and no list of formats.
TEST(FieldTraces, ADamagedPackedFileIsSaid) {
  const TemporaryFile plain("arrival_s,input_tokens,output_tokens\n0,1,1\n5,1,1\n");
  const TemporaryFile packed("");
  ASSERT_EQ(std::system(("gzip -c " + plain.path() + " > " + packed.path()).c_str()), 0);
  std::fstream file(packed.path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(-8, std::ios::end);
  file.write("\0\0\0\0", 4);
  file.close();
  Diagnostics diagnostics;
  EXPECT_FALSE(load_trace(packed.path(), {}, diagnostics));
  EXPECT_EQ(diagnostics.text(), packed.path() +
                                    ": error: the packed file is damaged: incorrect data check; "
                                    "read it when nobody writes it; `gzip -t FILE` tests a packed "
                                    "one\n");
}

// By the first bytes of each: magic numbers of file(1), a byte order mark, a JSON array.
TEST(FieldTraces, WhatIsNoTraceIsCalledByItsName) {
  using std::string_literals::operator""s;
  for (const auto& [begin, said] :
       {std::pair{"\xFF\xFE"
                  "a\0r\0"s,
                  "no trace but UTF-16 text; save it as UTF-8"},
        {"\xFE\xFF\0a\0r"s, "no trace but UTF-16 text"},
        {"PK\3\4\x14\0"s, "no trace but a spreadsheet or a zip archive; export the sheet as CSV"},
        {"\xD0\xCF\x11\xE0\xA1"s, "no trace but a spreadsheet"},
        {"PAR1\x15"s, "no trace but Parquet"},
        {"\x28\xB5\x2F\xFD\x24"s, "no trace but packed with zstd; unpack it"},
        {"\xFD"
         "7zXZ\0"s,
         "no trace but packed with xz"},
        {"BZh91AY"s, "no trace but packed with bzip2"},
        {"[{\"timestamp\": 0}]"s, "no trace but a JSON array; write one object a line"},
        {"arrival_s,input_tokens,output_tokens\r0,1,1\r5,1,1\r"s,
         "a carriage return without a line feed; save the file"}}) {
    const TemporaryFile file(begin);
    Diagnostics diagnostics;
    EXPECT_FALSE(load_trace(file.path(), {}, diagnostics));
    EXPECT_NE(diagnostics.text().find(file.path() + ":1: error: " + said), std::string::npos)
        << diagnostics.text();
  }
}

// A benchmark of 25 minutes in seconds: 201 requests are 0.13 a second, not 133.
TEST(FieldTraces, ABenchmarkThatWouldLastSecondsIsWarnedOf) {
  std::string text;
  for (int i = 0; i <= 200; ++i) {
    text +=
        fmt::format("{{\"timestamp\": {}, \"input_length\": 10, \"output_length\": 5}}\n", 7.5 * i);
  }
  const ReadResult read = read_text(text);
  EXPECT_EQ(read.rows.size(), 201U);
  EXPECT_NE(read.diagnostics.text().find("201 requests in 1.5 s, 133 a second; read as seconds: in "
                                         "1500 s, 0.133 a second"),
            std::string::npos)
      << read.diagnostics.text();
}

// 1 row a second for 40 days, a row a day.
TEST(FieldTraces, OfALongTraceTheFirst31DaysAreReadAndNamed) {
  std::string text = "arrival_s,input_tokens,output_tokens\n";
  for (int day = 0; day <= 40; ++day) {
    text += fmt::format("{},1,1\n", day * 86400);
  }
  const auto read = read_text(text);
  EXPECT_EQ(read.rows.size(), 32U);
  EXPECT_EQ(read.bad_rows, 0);
  EXPECT_NE(read.diagnostics.text().find("warning: the trace lasts 40.0 days; its first 31 are "
                                         "read, and 9 rows behind them left out"),
            std::string::npos)
      << read.diagnostics.text();
}

// A request every 6 hours for 10 days, that of hour h with 100 + h prompt tokens. From hour 36 on
// for a day: 36, 42, 48 and 54, at 0, 6, 12 and 18 hours; 4 a day, although they lie 18 hours
// apart.
constexpr double kHours = 3600e12;
std::string ten_days() {
  std::string text = "arrival_s,input_tokens,output_tokens\n";
  for (int h = 0; h <= 240; h += 6) {
    text += fmt::format("{},{},1\n", 1'700'000'000 + h * 3600, 100 + h);
  }
  return text;
}

TEST(FieldTraces, AnyPartOfALongTraceCanBeChosen) {
  const sim::TraceOptions day{.window = {36 * 3600, static_cast<sim::Ps>(24 * kHours)}};
  const auto read = read_text(ten_days(), day);
  EXPECT_EQ(rows_of(read), "0 136 1; 21600 142 1; 43200 148 1; 64800 154 1; ");
  EXPECT_EQ(read.bad_rows, 0);
  EXPECT_EQ(read.diagnostics.text(), "");
  const TemporaryFile file(ten_days());
  Diagnostics diagnostics;
  const auto trace = sim::load_trace(file.path(), day, diagnostics);
  ASSERT_TRUE(trace) << diagnostics.text();
  EXPECT_EQ(trace->window, static_cast<sim::Ps>(24 * kHours)) << "its period";
  EXPECT_EQ(trace->from_s, 36 * 3600);
  const auto half_past = read_text(ten_days(), {.window = {36 * 3600 + 1800, day.window.length}});
  EXPECT_EQ(rows_of(half_past), "19800 142 1; 41400 148 1; 63000 154 1; 84600 160 1; ");
}

TEST(FieldTraces, TheChosenPartIsNamed) {
  const TemporaryFile file(ten_days());
  Diagnostics diagnostics;
  const auto table = trace_table(file.path(), {.from = "1.5 days", .length = "24 h"}, diagnostics);
  ASSERT_TRUE(table) << diagnostics.text();
  EXPECT_EQ(metric_of(*table, "window"), "36 h to 60 h");
  EXPECT_EQ(metric_of(*table, "file_duration"), "864,000");
  EXPECT_EQ(metric_of(*table, "duration"), "86,400.0");
  EXPECT_EQ(metric_of(*table, "rows"), "4");
  EXPECT_EQ(metric_of(*table, "rate_per_month"), "122") << "4 x 730 / 24";
  const auto all = trace_table(file.path(), {}, diagnostics);
  EXPECT_EQ(metric_of(*all, "window"), "none") << "nothing is left out";
  // Nobody has chosen the first 31 of 41 days, and somebody the whole of ten.
  const TemporaryFile days(ten_days() + "1703542400,1,1\n");
  const auto cut = trace_table(days.path(), {}, diagnostics);
  EXPECT_EQ(metric_of(*cut, "window"), "0 h to 240 h");
  EXPECT_EQ(metric_of(*cut, "file_duration"), "3,542,400");
  const auto whole = trace_table(file.path(), {.length = "240 h"}, diagnostics);
  EXPECT_EQ(metric_of(*whole, "window"), "0 h to 240 h");
  for (const char* wrong : {"two", "3 USD", "-1 h"}) {
    Diagnostics told;
    EXPECT_FALSE(trace_table(file.path(), {.from = wrong}, told));
    EXPECT_NE(told.text().find("not a duration"), std::string::npos) << told.text();
  }
}

TEST(FieldTraces, APartWithoutALengthIsOf31Days) {
  std::string text = "arrival_s,input_tokens,output_tokens\n";
  for (int day = 0; day <= 40; ++day) {
    text += fmt::format("{},1,1\n", day * 86400);
  }
  const auto read = read_text(text, {.window = {5 * 86400, 0}});
  EXPECT_EQ(read.rows.size(), 32U) << "days 5 to 36";
  EXPECT_NE(read.diagnostics.text().find("the 31 days from 120 h on are read, and 4 rows behind"),
            std::string::npos)
      << read.diagnostics.text();
}

TEST(FieldTraces, APartBeyondTheEndIsTold) {
  const auto beyond = read_text(ten_days(), {.window = {11 * 86400, 0}});
  EXPECT_NE(beyond.diagnostics.text().find(
                "error: no request lies in the window from 264 h on: the trace lasts 240 h"),
            std::string::npos)
      << beyond.diagnostics.text();
  const auto longer =
      read_text(ten_days(), {.window = {9 * 86400, static_cast<sim::Ps>(48 * kHours)}});
  EXPECT_EQ(longer.rows.size(), 5u) << "hours 216 to 240";
  EXPECT_NE(longer.diagnostics.text().find("warning: the trace ends after 240 h, before its window "
                                           "does at 264 h"),
            std::string::npos)
      << longer.diagnostics.text();
  EXPECT_NE(read_text(ten_days() + "1700000000,1,1\n", {.window = {3600, 0}})
                .diagnostics.text()
                .find("earlier than the row before"),
            std::string::npos)
      << "back to before the window";
}

// Turn 2 finds the 200 tokens of turn 1's prompt, in whole blocks of 16 without the last token 192;
// turn 3 finds 288 of 300: (192 + 288) / (200 + 300 + 420).
TEST(FieldTraces, PromptsThatHoldTheConversationShareIt) {
  Diagnostics diagnostics;
  const auto table = statistics_of("sessions_growing.csv", diagnostics);
  ASSERT_TRUE(table) << diagnostics.text();
  EXPECT_EQ(metric_of(*table, "prefix_hit_share"), "0.522");
  const TemporaryFile without(
      "arrival_s,input_tokens,output_tokens,session\n"
      "0,200,50,a\n5,200,50,b\n20,300,60,a\n30,100,9,b\n40,420,60,a\n50,90,9,b\n");
  const auto separate = trace_table(without.path(), {}, diagnostics);
  ASSERT_TRUE(separate) << diagnostics.text();
  EXPECT_EQ(metric_of(*separate, "prefix_hit_share"), "none");  // two of four turns are shorter
}

// 0.6 requests/s in 730 x 3,600 s.
TEST(FieldTraces, SaysWhatTheRateStandsForInAMonth) {
  const TemporaryFile file(
      "arrival_s,input_tokens,output_tokens\n0,1,1\n1,1,1\n2,1,1\n3,1,1\n8,1,1\n10,1,1\n");
  Diagnostics diagnostics;
  const auto table = trace_table(file.path(), {}, diagnostics);
  ASSERT_TRUE(table) << diagnostics.text();
  EXPECT_EQ(metric_of(*table, "rate_per_month"), "1,576,800");  // 6 / 10 s
}

TEST(FieldTraces, RefusalsNameHowBadRowsAreTolerated) {
  const auto text =
      read_text("arrival_s,input_tokens,output_tokens\n0,1,1\n1,0,1\n2,1,1\n").diagnostics.text();
  EXPECT_NE(text.find("--tolerate"), std::string::npos) << text;
  EXPECT_NE(text.find("bad_row_tolerance"), std::string::npos) << text;
}

// Session a: turns at 1, 1 + 2 and 1 + 2 + 0.5 s; b begins at 2 s. In the file b comes last.
TEST(FieldTraces, TurnsWithADelayFollowTheTurnBefore) {
  const auto read = read_text(
      R"({"session_id": "a", "timestamp": 1000, "input_length": 10, "output_length": 1}
{"session_id": "a", "delay": 2000, "input_length": 20, "output_length": 1}
{"session_id": "a", "delay": 500, "input_length": 30, "output_length": 1}
{"session_id": 7, "timestamp": 2000, "input_length": 40, "output_length": 1}
)");
  EXPECT_EQ(rows_of(read), "0 10 1; 1 40 1; 2 20 1; 2.5 30 1; ");
  ASSERT_EQ(read.rows.size(), 4U);
  EXPECT_EQ(read.rows[0].session, read.rows[2].session);
  EXPECT_NE(read.rows[0].session, read.rows[1].session);
  EXPECT_NE(read.diagnostics.text().find("`delay` is counted from the arrival of the turn before"),
            std::string::npos);
  const auto lost =
      read_text(R"({"session_id": "a", "delay": 5, "input_length": 10, "output_length": 1}
{"session_id": "b", "input_length": 10, "output_length": 1}
)");
  EXPECT_NE(lost.diagnostics.text().find(":2: error: timestamp is missing"), std::string::npos)
      << lost.diagnostics.text();
}

// Rewritten shorter while it is open: an error, not less to read and not a signal.
TEST(FieldTraces, AFileThatShrinksWhileItIsReadIsAnError) {
  std::string text = "arrival_s,input_tokens,output_tokens\n";
  for (int i = 0; text.size() < (8U << 20); ++i) {
    text += fmt::format("{},1,1\n", i);
  }
  const TemporaryFile file(text);
  Diagnostics diagnostics;
  const auto reader = open_trace(file.path(), {.bad_row_tolerance = 1000}, diagnostics);
  ASSERT_TRUE(reader) << diagnostics.text();
  TraceRow row;
  ASSERT_TRUE(reader->next(row));
  std::filesystem::resize_file(file.path(), 5U << 20);
  while (reader->next(row)) {
  }
  EXPECT_NE(diagnostics.text().find("error: the file was cut short while it was read"),
            std::string::npos)
      << diagnostics.text();
}

TEST(FieldTraces, WhatHasNoEndIsRefused) {
  for (const char* path : {"/dev/zero", "/dev/stdin", "/proc/self"}) {
    Diagnostics diagnostics;
    EXPECT_FALSE(open_trace(path, {}, diagnostics)) << path;
    EXPECT_TRUE(diagnostics.has_errors()) << path;
  }
  const std::string pipe = fmt::format("{}/field_pipe_{}", BINARY_DIR, ::getpid());
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  Diagnostics diagnostics;
  const auto table = catalog_table(SOURCE_DIR "/data", {pipe}, "servers", "", diagnostics);
  EXPECT_FALSE(table);
  EXPECT_NE(diagnostics.text().find("is not a regular file"), std::string::npos)
      << diagnostics.text();
  std::filesystem::remove(pipe);
}

}  // namespace
}  // namespace costwright::testing
