// Files as benchmark clients write them (tests/study/clients, made for these tests); every figure
// expected here was worked out by hand.
#include "study/published/client_files.h"

#include <map>

#include <gtest/gtest.h>

#include "core/files.h"
#include "core/table/json.h"
#include "study/calibrate/calibrate_file.h"
#include "study/validate/gate.h"
#include "tests/study/shipped_data.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

const std::string kClients = SOURCE_DIR "/tests/study/clients/";

struct ReadRows {
  std::map<std::string, PublishedServing> by_metric;  // the first of each
  std::size_t rows{};
  std::string said;
};

ReadRows read_text(const std::string& text, const MeasuredSystem& given) {
  Diagnostics diagnostics;
  const auto format = client_format(text);
  ReadRows read;
  if (format) {
    const auto rows = read_client_file(text, "m", *format, given, diagnostics);
    read.rows = rows.size();
    for (const auto& row : rows) {
      read.by_metric.emplace(row.metric, row);
    }
  }
  read.said = diagnostics.text();
  return read;
}

std::string text_of(const std::string& name) {
  Diagnostics diagnostics;
  return read_file(kClients + name, diagnostics).value();
}

MeasuredSystem h100() {
  return {"Llama-3.1-8B", "h100-sxm", "vllm", "bf16", 1, 0, 0, 0};
}

// 102,400 and 51,200 tokens of 200 requests: 512 and 256. 16 clients.
TEST(ClientFiles, VllmsResult) {
  EXPECT_EQ(client_format(text_of("vllm.json")), ClientFormat::kVllm);
  MeasuredSystem given = h100();
  given.model = "";
  const ReadRows read = read_text(text_of("vllm.json"), given);
  EXPECT_EQ(read.said, "");
  ASSERT_EQ(read.rows, 3U);
  const PublishedServing& row = read.by_metric.at("total_output_tok_s");
  EXPECT_EQ(row.value, 800);
  EXPECT_EQ(row.model, "meta-llama/Llama-3.1-8B-Instruct");
  EXPECT_EQ(row.input, 512);
  EXPECT_EQ(row.output, 256);
  EXPECT_EQ(row.load, 16);
  EXPECT_EQ(row.stated->kind, LoadKind::kClosed);
  EXPECT_EQ(row.stated->requests, 200);
  EXPECT_EQ(row.tp, 1);
  EXPECT_EQ(row.n_gpu, 1);
  EXPECT_EQ(read.by_metric.at("ttft_ms").value, 64);
  EXPECT_EQ(read.by_metric.at("tpot_ms").value, 18);
}

// A run at 4 requests/s, and one of 300 requests at once; the endpoint of SGLang is SGLang's.
TEST(ClientFiles, SglangsLines) {
  EXPECT_EQ(client_format(text_of("sglang.jsonl")), ClientFormat::kSglang);
  MeasuredSystem given = h100();
  given.engine = "";
  Diagnostics diagnostics;
  const auto rows =
      read_client_file(text_of("sglang.jsonl"), "m", ClientFormat::kSglang, given, diagnostics);
  EXPECT_EQ(diagnostics.text(), "");
  ASSERT_EQ(rows.size(), 7U);  // four figures and three
  EXPECT_EQ(rows[0].engine, "sglang");
  EXPECT_EQ(rows[0].stated->kind, LoadKind::kOpen);
  EXPECT_EQ(rows[0].load, 4);
  EXPECT_EQ(rows[0].input, 1000);
  EXPECT_EQ(rows[3].metric, "e2e_ms");
  EXPECT_EQ(rows[3].value, 6000);
  EXPECT_EQ(rows[4].line, 2);
  EXPECT_EQ(rows[4].value, 3750);
  EXPECT_EQ(rows[4].stated->kind, LoadKind::kOffline);
  EXPECT_FALSE(rows[4].load);
}

TEST(ClientFiles, AiperfsSections) {
  EXPECT_EQ(client_format(text_of("aiperf.csv")), ClientFormat::kAiperf);
  MeasuredSystem given = h100();
  given.concurrency = 8;
  given.devices = 4;
  const ReadRows read = read_text(text_of("aiperf.csv"), given);
  EXPECT_EQ(read.said, "");
  ASSERT_EQ(read.rows, 4U);
  EXPECT_EQ(read.by_metric.at("ttft_ms").value, 50);
  EXPECT_EQ(read.by_metric.at("tpot_ms").value, 10);
  EXPECT_EQ(read.by_metric.at("e2e_ms").value, 1300);
  const PublishedServing& row = read.by_metric.at("total_output_tok_s");
  EXPECT_EQ(row.value, 768);
  EXPECT_EQ(row.input, 256);
  EXPECT_EQ(row.output, 128);
  EXPECT_EQ(row.stated->requests, 120);
  EXPECT_EQ(row.n_gpu, 4);
}

// Seconds become milliseconds; eight clients send ten requests each; a run with drafts stays out.
TEST(ClientFiles, InferenceXsResults) {
  EXPECT_EQ(client_format(text_of("inferencex.json")), ClientFormat::kInferenceX);
  const ReadRows read = read_text(text_of("inferencex.json"), {});
  EXPECT_EQ(read.said,
            "m:2:2: warning: a result is left out: it ran with speculative decoding (mtp)\n");
  ASSERT_EQ(read.rows, 5U);
  const PublishedServing& row = read.by_metric.at("per_gpu_tok_s");
  EXPECT_EQ(row.value, 75);
  EXPECT_EQ(row.gpu, "h200");
  EXPECT_EQ(row.engine, "sglang");
  EXPECT_EQ(row.precision, "fp8");
  EXPECT_EQ(row.tp, 8);
  EXPECT_EQ(row.n_gpu, 8);
  EXPECT_EQ(row.stated->requests, 80);
  EXPECT_EQ(row.stated->length_low, 0.8);
  EXPECT_EQ(read.by_metric.at("total_tok_s_per_gpu").value, 150);
  EXPECT_EQ(read.by_metric.at("ttft_ms").value, 250);
  EXPECT_EQ(read.by_metric.at("tpot_ms").value, 12.5);
  EXPECT_EQ(read.by_metric.at("e2e_ms").value, 12500);
}

TEST(ClientFiles, WhatIsMissingNamesItsOption) {
  const std::string said = read_text(text_of("aiperf.csv"), {}).said;
  for (const char* option : {"--model", "--accelerator", "--engine", "--precision",
                             "--tensor-parallel", "--concurrency or --request-rate"}) {
    EXPECT_NE(said.find(option), std::string::npos) << option << "\n" << said;
  }
  EXPECT_EQ(read_text(text_of("vllm.json"), {}).rows, 0U);
}

TEST(ClientFiles, ARateUnderALimitIsNotGuessed) {
  const std::string text =
      R"({"model_id": "m", "completed": 10, "total_input_tokens": 1000, "total_output_tokens": 100,
 "request_rate": 2.0, "max_concurrency": 4, "output_throughput": 9.0})";
  EXPECT_NE(read_text(text, h100()).said.find("under a limit of concurrency"), std::string::npos);
  MeasuredSystem given = h100();
  given.request_rate = 2;
  EXPECT_EQ(read_text(text, given).rows, 1U);
}

TEST(ClientFiles, BadInputIsToldWithItsPlace) {
  const auto said = [](const std::string& text) {
    return read_text(text, h100()).said;
  };
  EXPECT_EQ(
      said("{\"model_id\": \"m\",\n \"completed\": ten}"),
      "m:2:15: error: this is no JSON; was the file cut off? a run that was stopped leaves half a "
      "result\n");
  EXPECT_NE(said("{\"model_id\": \"m\",\n \"completed\": \"ten\"}")
                .find("m:2:15: error: 'completed' is no number from 0 on"),
            std::string::npos);
  EXPECT_NE(said("[3]").find("m:1:2: error: a result must be a JSON object"), std::string::npos);
  EXPECT_NE(
      said("{\"model_id\": \"m\"").find("m:1:16: error: this is no JSON; was the file cut off?"),
      std::string::npos);
  EXPECT_NE(said("Metric,avg,p50\nTime to First Token (ms),1,fast\n")
                .find("m:2: error: 'Time to First Token (ms)' has no number in a column 'p50'"),
            std::string::npos);
  EXPECT_NE(said("Metric,avg,p50\nInter Token Latency,1,2\n").find("has no unit of time"),
            std::string::npos);
  EXPECT_FALSE(client_format("model,params_b,precision\n"));
  EXPECT_FALSE(client_format(""));
}

TEST(ParseJson, ReadsWhatItShould) {
  Diagnostics diagnostics;
  const auto values =
      parse_json("{\"a\": [1, -2.5e3, true, null], \"b\": \"x\\n\\u00e9\"}\n{}", "f", diagnostics);
  EXPECT_EQ(diagnostics.text(), "");
  ASSERT_EQ(values.size(), 2U);
  const JsonValue& a = *values[0].find("a");
  ASSERT_EQ(a.items.size(), 4U);
  EXPECT_EQ(a.items[1].number, -2500);
  EXPECT_EQ(a.items[2].kind, JsonValue::Kind::kBool);
  EXPECT_EQ(a.items[3].kind, JsonValue::Kind::kNull);
  EXPECT_EQ(values[0].find("b")->text, "x\n\xC3\xA9");
  EXPECT_EQ(values[0].find("c"), nullptr);
  EXPECT_EQ(a.items[1].place.column, 11);
  EXPECT_EQ(values[0].find("b")->place.column, 37);
  EXPECT_EQ(values[1].place.line, 2);
  const auto unsaid = parse_json("[NaN, \"a NaN \\\" NaN\", -Infinity]", "f", diagnostics);
  ASSERT_EQ(unsaid.size(), 1U);
  EXPECT_EQ(unsaid[0].items[0].kind, JsonValue::Kind::kNull);
  EXPECT_EQ(unsaid[0].items[1].text, "a NaN \" NaN");
  EXPECT_EQ(unsaid[0].items[2].kind, JsonValue::Kind::kNull);
  EXPECT_TRUE(parse_json(std::string(1000, '['), "f", diagnostics).empty());
  EXPECT_NE(diagnostics.text().find("more than 64 levels"), std::string::npos);
}

// Two runs of one model; the catalogue knows vllm/hopper/bf16 of twelve.
TEST(CalibrateFiles, ClientsFiguresJoinTheCatalogues) {
  Diagnostics diagnostics;
  const auto tables = calibrate_files({kClients + "vllm.json"}, h100(), SOURCE_DIR "/data",
                                      "2026-11-27", {true, 1, nullptr}, diagnostics);
  ASSERT_TRUE(tables) << diagnostics.text();
  ASSERT_EQ(tables->learned.rows.size(), 1U);
  const auto& learned = tables->learned.rows[0];
  EXPECT_EQ(std::get<std::string>(learned[0]), "vllm/hopper/bf16");
  EXPECT_EQ(std::get<std::int64_t>(learned[1]), 3);
  EXPECT_LE(number_of(learned[3]).value(), number_of(learned[2]).value());  // fits no worse
  const auto& row = tables->factors.rows.at(0);
  const auto models = std::get<std::string>(row[column_of(tables->factors, "fitted_models")]);
  EXPECT_NE(models.find("Llama-3.1-8B;"), std::string::npos) << models;
  EXPECT_NE(models.find("Qwen3"), std::string::npos) << models;
}

TEST(CalibrateFiles, OneOfSeveralThatNoClientWroteIsAnError) {
  const Folder folder;
  Diagnostics diagnostics;
  const auto other = folder.write("own.csv", "model,params_b\n");
  EXPECT_FALSE(calibrate_files({kClients + "vllm.json", other}, h100(), SOURCE_DIR "/data",
                               "2026-11-27", {}, diagnostics));
  EXPECT_NE(diagnostics.text().find("own.csv: error: no benchmark client writes such a file"),
            std::string::npos);
}

// 10 % may become 11, not 11.1; 1 % may become 1.2.
TEST(Risen, ByMoreThanATenthOrNotPredictedAnyMore) {
  const Folder folder;
  Diagnostics diagnostics;
  const auto committed = folder.write("scores.csv",
                                      "table,source,metric,error_p50\n"
                                      "t,s,held,0.1\nt,s,rose,0.1\nt,s,small,0.01\n"
                                      "t,s,gone,0.1\nt,s,never,\nother,s,held,0.1\n");
  Table scores{"scores",
               "",
               {{"table", ""}, {"source", ""}, {"metric", ""}, {"error_p50", ""}},
               {{"t", "s", "held", Percent{0.1099}},
                {"t", "s", "rose", Percent{0.111}},
                {"t", "s", "small", Percent{0.0119}},
                {"t", "s", "new", Percent{0.9}}}};
  const Table worse = risen(scores, committed, diagnostics);
  EXPECT_EQ(diagnostics.text(), "");
  ASSERT_EQ(worse.rows.size(), 2U);
  EXPECT_EQ(std::get<std::string>(worse.rows[0][2]), "rose");
  EXPECT_EQ(std::get<std::string>(worse.rows[1][2]), "gone");
}

}  // namespace
}  // namespace costwright::testing
