#include <chrono>
#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/clock/random.h"
#include "sim/trace/formats.h"
#include "sim/trace/numbers.h"
#include "tests/sim/trace_fixture.h"

namespace costwright::testing {
using namespace sim;
namespace {

const std::string kAzure = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
const std::string kGeneric = "arrival_s,input_tokens,output_tokens\n";

TEST(TraceNumbers, TimestampsAreExactToThePicosecond) {
  const auto a = parse_timestamp("2023-11-16 18:15:46.6805900");
  const auto b = parse_timestamp("2024-05-10T00:00:00.009930+00:00");
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->ps, 680'590'000'000);
  EXPECT_EQ(a->seconds, 1'700'158'546);  // date -u -d '2023-11-16 18:15:46' +%s
  EXPECT_EQ(b->ps, 9'930'000'000);
  EXPECT_EQ(parse_timestamp("2023-11-16T18:15:46.68+01:00")->seconds, a->seconds - 3600);
  EXPECT_EQ(parse_timestamp("2023-11-16T18:15:46-0530")->seconds, a->seconds + 19'800);
  EXPECT_EQ(parse_timestamp("2023-11-16 18:15:46")->ps, 0);
  EXPECT_EQ(parse_timestamp("2023-11-16 18:15:46.1234567890123")->ps, 123'456'789'012);
  for (const char* bad :
       {"", "2023-02-29 00:00:00", "2023-13-01 00:00:00", "2023-11-16 24:00:00",
        "2023-11-16 18:60:00", "2023-11-16", "2023-11-16 18:15:46.5 x", "16.11.2023 18:15:46",
        "2023-11-16 18:15:46+1", "2023-11-16 18:15:46+15:00"}) {
    EXPECT_FALSE(parse_timestamp(bad)) << bad;
  }
}

TEST(TraceNumbers, DecimalTimesAreExactWhereDoublesAreNot) {
  // A double near 1.7e9 s resolves 0.24 microseconds.
  const auto t = parse_seconds("1700158546.000000000001");
  ASSERT_TRUE(t);
  EXPECT_EQ(t->seconds, 1'700'158'546);
  EXPECT_EQ(t->ps, 1);
  EXPECT_EQ(parse_seconds("1.5e1"), (Instant{15, 0}));
  EXPECT_EQ(instant_of_ms(27482.25), (Instant{27, 482'250'000'000}));
  EXPECT_EQ(instant_of_ms(1700158546680.0), (Instant{1'700'158'546, 680'000'000'000}));  // epoch
  for (const char* bad : {"", "-1", "nan", "inf", "1e300", "1.5x", "0x10", "1,5", " 1"}) {
    EXPECT_FALSE(parse_seconds(bad)) << bad;
  }
}

TEST(TraceNumbers, RefusedTokensSayWhy) {
  EXPECT_EQ(parse_tokens("2147483647"), 2147483647);
  EXPECT_EQ(parse_tokens("374.0"), 374);
  const std::vector<std::pair<std::string, std::string>> bad{
      {"", "n is missing"},
      {"0", "n '0' is zero"},
      {"-3", "n '-3' is negative"},
      {"2147483648", "n '2147483648' is more than 2147483647 tokens"},
      {"1.5", "n '1.5' is not a whole number"},
      {"nan", "n 'nan' is not finite"},
      {"inf", "n 'inf' is not finite"},
      {"ten", "n 'ten' is not a number"},
      {"2,249", "n '2,249' is not a number: leave out what separates thousands"},
      {"0,5", "n '0,5' is not a number"},
      {"1e99", "n '1e99' is more than 2147483647 tokens"},
      {"\x01", "n '\\x01' is not a number"}};
  for (const auto& [text, why] : bad) {
    EXPECT_FALSE(parse_tokens(text)) << text;
    EXPECT_EQ(token_problem("n", text), why);
  }
}

TEST(TraceFormats, LineEndsMarksAndBlankTailsDoNotMatter) {
  const std::string rows = "2023-11-16 18:15:46.5,10,2\n2023-11-16 18:15:47.25,20,3";
  std::string crlf = kAzure + rows;
  for (std::size_t at = 0; (at = crlf.find('\n', at)) != std::string::npos; at += 2) {
    crlf.insert(at, "\r");
  }
  for (const auto& text : {kAzure + rows, kAzure + rows + "\n", kAzure + rows + "\n\n \n\r\n", crlf,
                           crlf + "\r\n", "\xEF\xBB\xBF" + crlf}) {
    const auto read = read_text(text);
    ASSERT_EQ(read.rows.size(), 2U) << text << read.diagnostics.text();
    EXPECT_EQ(read.rows[0].at, 0);
    EXPECT_EQ(read.rows[1].at, 750'000'000'000);
    EXPECT_EQ(read.rows[1].input, 20);
    EXPECT_EQ(read.rows[1].output, 3);
    EXPECT_EQ(read.rows[1].session, 1);
    EXPECT_EQ(read.classes, std::vector<std::string>{""});
    EXPECT_EQ(read.diagnostics.all().size(), 0U);
  }
}

TEST(TraceFormats, GenericColumnsComeInAnyOrderAndMayBeQuoted) {
  const auto read = read_text(
      "output_tokens,class,arrival_s,session,input_tokens\n"
      "5,\"chat, \"\"pro\"\"\",100,alice,10\n6,batch,100.5,bob,11\n7,\"chat, "
      "\"\"pro\"\"\",101,alice,12\n"
      "8,batch,102,,13\n9,batch,103,,14\n");
  ASSERT_EQ(read.rows.size(), 5U) << read.diagnostics.text();
  EXPECT_EQ(read.classes, (std::vector<std::string>{"chat, \"pro\"", "batch"}));
  EXPECT_EQ(read.rows[2].at, kPsPerSecond);
  EXPECT_EQ(read.rows[2].input, 12);
  EXPECT_EQ(read.rows[2].output, 7);
  EXPECT_EQ(read.rows[2].klass, 0);
  EXPECT_EQ(read.rows[0].session, read.rows[2].session);
  EXPECT_NE(read.rows[0].session, read.rows[1].session);
  EXPECT_NE(read.rows[3].session, read.rows[4].session);  // no label: a session each
}

TEST(TraceFormats, LoadedSessionsAreNumberedByAppearance) {
  const std::string head = "arrival_s,input_tokens,output_tokens,session\n";
  const auto a = trace_of(head + "0,1,1,x\n1,1,1,y\n2,1,1,x\n");
  const auto b = trace_of(head + "5,1,1,joe\n6,1,1,jim\n7,1,1,joe\n");
  const auto c = trace_of(head + "0,1,1,x\n1,1,1,y\n2,1,1,y\n");
  EXPECT_TRUE(a->has_sessions);
  EXPECT_EQ(a->rows[2].session, 0);
  EXPECT_EQ(a->rows[1].session, 1);
  EXPECT_EQ(a->content_hash, b->content_hash);  // labels and the clock's zero are not contents
  EXPECT_NE(a->content_hash, c->content_hash);
  EXPECT_EQ(a->window, 3 * kPsPerSecond);  // 2 s + mean gap 1 s
  EXPECT_FALSE(trace_of(head + "0,1,1,x\n1,1,1,y\n")->has_sessions);
}

TEST(TraceFormats, MooncakeLinesCarryPrefixBlocks) {
  const TemporaryFile file(
      "{\"timestamp\": 1000, \"input_length\": 1500, \"output_length\": 500, \"hash_ids\": [0, 1, "
      "2]}\n"
      "{\"hash_ids\": [], \"output_length\": 4, \"input_length\": 9, \"timestamp\": 4000.5, "
      "\"turn\": {\"a\": [1]}}\n");
  Diagnostics diagnostics;
  const auto reader = open_trace(file.path(), {}, diagnostics);
  ASSERT_TRUE(reader) << diagnostics.text();
  TraceRow row;
  ASSERT_TRUE(reader->next(row));
  EXPECT_EQ(
      std::vector<std::int64_t>(reader->prefix_blocks().begin(), reader->prefix_blocks().end()),
      (std::vector<std::int64_t>{0, 1, 2}));
  ASSERT_TRUE(reader->next(row));
  EXPECT_TRUE(reader->prefix_blocks().empty());
  EXPECT_EQ(row.at, 3'000'500'000'000);
  EXPECT_EQ(row.output, 4);
  EXPECT_FALSE(reader->next(row));
  EXPECT_NE(diagnostics.text().find("warning: key 'turn' is not used"), std::string::npos);
}

TEST(TraceFormats, UnknownFilesAreToldWhatIsAccepted) {
  const auto text = read_text("time;in;out\n1;2;3\n").diagnostics.text();
  EXPECT_NE(text.find(":1: error: no trace format begins with 'time;in;out'"), std::string::npos)
      << text;
  for (const TraceFormatEntry& entry : known_trace_formats()) {
    EXPECT_NE(text.find(entry.rules.looks_like), std::string::npos) << text;
  }
  EXPECT_NE(read_text("").diagnostics.text().find("the trace is empty"), std::string::npos);
  EXPECT_NE(read_text("\n\n").diagnostics.text().find("the trace is empty"), std::string::npos);
  EXPECT_NE(read_text(kGeneric, {.format = TraceFormat::kAzure})
                .diagnostics.text()
                .find("it begins with TIMESTAMP,ContextTokens,GeneratedTokens"),
            std::string::npos);
  Diagnostics diagnostics;
  EXPECT_FALSE(open_trace("no/such/file.csv", {}, diagnostics));
  EXPECT_FALSE(open_trace(BINARY_DIR, {}, diagnostics));
  EXPECT_EQ(diagnostics.error_count(), 2);
}

TEST(TraceFormats, HeaderMistakesAreAllNamed) {
  const auto text = read_text("arrival_s,input_token,clas,arrival_s\n0,1,1,1\n").diagnostics.text();
  EXPECT_NE(text.find("unknown column 'input_token'; did you mean 'input_tokens'"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("unknown column 'clas'; did you mean 'class'?"), std::string::npos) << text;
  EXPECT_NE(text.find("column 'arrival_s' occurs twice"), std::string::npos) << text;
  EXPECT_NE(text.find("column 'output_tokens' is missing"), std::string::npos) << text;
}

struct BadRowCase {
  const char* row;
  const char* problem;
};
void expect_bad(const std::string& header, const std::string& good, const BadRowCase& bad) {
  const auto read = read_text(header + good + bad.row + "\n");
  EXPECT_EQ(read.bad_rows, 1) << bad.row;
  EXPECT_NE(read.diagnostics.text().find(bad.problem), std::string::npos)
      << bad.row << "\n"
      << read.diagnostics.text();
  EXPECT_TRUE(read.diagnostics.has_errors());
}

TEST(TraceBadRows, AzureRowsSayWhatIsWrong) {
  for (const BadRowCase bad : {
           BadRowCase{"2023-11-16 18:15:47,10", ":3: error: 2 fields where 3 are expected"},
           {"2023-11-16 18:15:47,10,2,9", ":3: error: 4 fields"},
           {"yesterday,10,2", ":3: error: TIMESTAMP 'yesterday' is not a time"},
           {"2023-11-16 18:15:47,,2", ":3: error: ContextTokens is missing"},
           {"2023-11-16 18:15:47,10,0", ":3: error: GeneratedTokens '0' is zero"},
           {"2023-11-16 18:15:45.5,10,2",
            ":3: error: the row is 0.5 s earlier than the row before"},
       }) {
    expect_bad(kAzure, "2023-11-16 18:15:46,10,2\n", bad);
  }
}

TEST(TraceBadRows, GenericRowsSayWhatIsWrong) {
  for (const BadRowCase bad : {
           BadRowCase{"1,10", ":3: error: 2 fields where the header has 3"},
           {"-1,10,2", ":3: error: arrival_s '-1' is negative"},
           {"nan,10,2", ":3: error: arrival_s 'nan' is not finite"},
           {"1,1e10,2", ":3: error: input_tokens '1e10' is more than"},
           {"1,10,2.5", ":3: error: output_tokens '2.5' is not a whole number"},
           {"1,\"10,2", ":3: error: a quote is opened but not closed"},
           {"1,\"10\"x,2", ":3: error: text follows a closing quote"},
           {"0.25,10,2", ":3: error: the row is 0.25 s earlier"},
           {"\n1,10,2", ":3: error: empty line between rows"},
       }) {
    expect_bad(kGeneric, "0.5,10,2\n", bad);
  }
  const auto nul = read_text(kGeneric + "0,1,1\n1,1" + std::string(1, '\0') + ",1\n");
  EXPECT_NE(nul.diagnostics.text().find(":3: error: the line holds a NUL byte"), std::string::npos);
  const auto lengthy = read_text(kGeneric + "0,1,1\n1,1," + std::string(1 << 20, '7') + "\n");
  EXPECT_NE(lengthy.diagnostics.text().find(":3: error: the line has 1048580 bytes"),
            std::string::npos)
      << lengthy.diagnostics.text();
}

TEST(TraceBadRows, MooncakeRowsSayWhatIsWrong) {
  const std::string good =
      "{\"timestamp\": 9, \"input_length\": 1, \"output_length\": 1, \"hash_ids\": []}\n";
  for (const BadRowCase bad : {
           BadRowCase{"{\"timestamp\": 9, \"input_length\": 1", ":2: error: not JSON at character"},
           {"[1]", ":2: error: the line is an array"},
           {"7", ":2: error: the line is a number"},
           {"{\"timestamp\": 9, \"input_length\": 1}", ":2: error: output_length is missing"},
           {"{\"timestamp\": \"9\"}", ":2: error: timestamp is a text"},
           {"{\"timestamp\": null}", ":2: error: timestamp is null"},
           {"{\"timestamp\": 9, \"timestamp\": 9}", ":2: error: key 'timestamp' occurs twice"},
           {"{\"timestamp\": 9, \"hash_ids\": [1.5]}", ":2: error: hash_ids holds a number"},
           {"{\"timestamp\": 9, \"input_length\": 0, \"output_length\": 1}",
            ":2: error: input_length '0' is zero"},
           {"{\"timestamp\": 8, \"input_length\": 1, \"output_length\": 1}",
            ":2: error: the row is 0.001 s earlier"},
       }) {
    expect_bad("", good, bad);
  }
}

TEST(TraceBadRows, ToleratedRowsAreSkippedCountedAndWarnedOf) {
  const std::string text = kGeneric + "0,1,1\nx,1,1\n1,1,1\n2,0,1\n3,1,1\n";
  const auto tolerant = read_text(text, {.bad_row_tolerance = 2});
  EXPECT_EQ(tolerant.rows.size(), 3U);
  EXPECT_EQ(tolerant.bad_rows, 2);
  EXPECT_FALSE(tolerant.diagnostics.has_errors());
  EXPECT_NE(tolerant.diagnostics.text().find(
                ":3: warning: arrival_s 'x' is not a number; the row is skipped"),
            std::string::npos)
      << tolerant.diagnostics.text();
  const auto strict = read_text(text, {.bad_row_tolerance = 1});
  EXPECT_TRUE(strict.diagnostics.has_errors());
  EXPECT_NE(strict.diagnostics.text().find("error: bad rows: 2, tolerated: 1"), std::string::npos);
  const TemporaryFile file(text);
  Diagnostics diagnostics;
  EXPECT_FALSE(load_trace(file.path(), {.bad_row_tolerance = 1}, diagnostics));
}

// The message says how many rows there are to repair, whichever of them comes first.
TEST(TraceBadRows, DisorderIsCountedBehindABadFirstRowToo) {
  EXPECT_EQ(read_text(kGeneric + "x,1,1\n5,1,1\n3,1,1\n6,1,1\n4,1,1\n").bad_rows, 3);
}

TEST(TraceBadRows, AMegabyteOfEmptyLinesIsReadOnce) {
  const auto start = std::chrono::steady_clock::now();
  const auto read = read_text(kGeneric + "0,1,1\n" + std::string(1 << 20, '\n') + "1,1,1\n");
  EXPECT_EQ(read.bad_rows, 1 << 20);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(TraceBadRows, APipeIsRefusedAndNotWaitedFor) {
  const std::string path = fmt::format("{}/trace_pipe_{}", BINARY_DIR, ::getpid());
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  Diagnostics diagnostics;
  EXPECT_FALSE(open_trace(path, {}, diagnostics));
  EXPECT_NE(diagnostics.text().find("not a regular file"), std::string::npos);
  std::remove(path.c_str());
}

TEST(TraceBadRows, OnlyTheFirstTwentyAreNamed) {
  std::string text = kGeneric;
  for (int i = 0; i < 50; ++i) {
    text += "x,1,1\n";
  }
  const auto read = read_text(text);
  EXPECT_EQ(read.bad_rows, 50);
  EXPECT_EQ(read.diagnostics.error_count(), 22);
  EXPECT_NE(read.diagnostics.text().find("and 30 more bad rows"), std::string::npos);
  EXPECT_NE(read.diagnostics.text().find("bad rows: 50, tolerated: 0"), std::string::npos);
}

// 998 ms, or 998 s if the times are seconds.
TEST(MooncakeTrace, SecondsThatAreReadAsMillisecondsAreWarnedOf) {
  const auto read = read_text(
      "{\"timestamp\": 0, \"input_length\": 10, \"output_length\": 5, \"hash_ids\": [0]}\n"
      "{\"timestamp\": 998, \"input_length\": 10, \"output_length\": 5, \"hash_ids\": [1]}\n",
      {.block_tokens = 16});
  ASSERT_EQ(read.rows.size(), 2u) << read.diagnostics.text();
  EXPECT_NE(read.diagnostics.text().find("read as milliseconds: 2 requests in 0.998 s, 1 a second; "
                                         "read as seconds: in 998 s, 0.001 a second"),
            std::string::npos)
      << read.diagnostics.text();
}

TEST(TraceBadRows, ATraceWithoutDurationHasNoRate) {
  for (const auto& rows : {std::string(), std::string("5,1,1\n"), std::string("5,1,1\n5,1,1\n")}) {
    const TemporaryFile file(kGeneric + rows);
    Diagnostics diagnostics;
    EXPECT_FALSE(load_trace(file.path(), {}, diagnostics));
    EXPECT_NE(diagnostics.text().find("no duration"), std::string::npos);
  }
}

// Hostile bytes: nothing may crash, and what is returned keeps the promises of TraceRow.
std::string fuzzed(const std::string& text, std::uint64_t seed) {
  std::string bytes = text;
  const auto draw = [&](std::uint64_t index) {
    return draw_bits(seed, Purpose::kTest, index);
  };
  const std::string spice = std::string("\0\r\n,\"{}[]:-.eE9", 15) + "\xff";
  for (std::uint64_t i = 0; i < 1 + seed % 12; ++i) {
    const auto at = draw(3 * i) % bytes.size();
    const auto choice = draw(3 * i + 1) % 4;
    if (choice == 0) {
      bytes[at] = static_cast<char>(draw(3 * i + 2));
    } else if (choice == 1) {
      bytes[at] = spice[draw(3 * i + 2) % spice.size()];
    } else if (choice == 2) {
      bytes.insert(at, bytes.substr(draw(3 * i + 2) % bytes.size(), 40));
    } else {
      bytes.erase(at, draw(3 * i + 2) % 20);
    }
    if (bytes.empty()) {
      return " ";
    }
  }
  return seed % 5 == 0 ? bytes.substr(0, draw(99) % bytes.size()) : bytes;
}

TEST(TraceFuzz, HostileBytesNeverCrashNorBreakThePromises) {
  const std::vector<std::string> texts{
      kAzure + "2023-11-16 18:15:46.6805900,374,44\r\n2023-11-16 18:15:50.9951690,396,109\r\n",
      "arrival_s,input_tokens,output_tokens,class,session\n0,1,2,\"a\"\"b\",s\n1.5,3,4,c,s\n2e1,5,"
      "6,,\n",
      "{\"timestamp\": 0, \"input_length\": 6758, \"output_length\": 500, \"hash_ids\": [0, 1]}\n"
      "{\"timestamp\": 5, \"input_length\": 1, \"output_length\": 5, \"hash_ids\": [0, 9], \"x\": "
      "[[{}]]}\n"};
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const auto read = read_text(fuzzed(texts[seed % 3], seed), {.bad_row_tolerance = 3});
    Ps last = 0;
    for (const auto& row : read.rows) {
      ASSERT_GE(row.at, last) << seed;
      ASSERT_GE(row.input, 1) << seed;
      ASSERT_GE(row.output, 1) << seed;
      ASSERT_LT(static_cast<std::size_t>(row.klass), read.classes.size()) << seed;
      last = row.at;
    }
    ASSERT_TRUE(read.bad_rows <= 3 || read.diagnostics.has_errors()) << seed;
    ASSERT_TRUE(read.bad_rows >= 0 || read.diagnostics.has_errors()) << seed;
  }
}

TEST(TraceFuzz, RandomBytesAndDeepNestingAreRefused) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    std::string bytes = seed % 2 == 0 ? "{" : kGeneric;
    for (std::uint64_t i = 0; i < 300; ++i) {
      bytes += static_cast<char>(draw_bits(seed, Purpose::kTest, i));
    }
    EXPECT_TRUE(read_text(bytes).diagnostics.has_errors()) << seed;
  }
  EXPECT_TRUE(read_text("{\"x\":" + std::string(200000, '[')).diagnostics.has_errors());
}

}  // namespace
// By hand: of 4 rows in 30 s (a window of 40 s) two have prompts of more than 100 and up to 200
// tokens; they keep their times and the window of all.
TEST(TraceFile, ABandOfPromptsKeepsItsTimesAndTheWindowOfAll) {
  const TemporaryFile file(
      "arrival_s,input_tokens,output_tokens\n0,100,1\n10,101,2\n20,200,3\n30,201,4\n");
  Diagnostics diagnostics;
  const auto band =
      load_trace(file.path(), {.prompt_above = 100, .prompt_up_to = 200}, diagnostics);
  ASSERT_TRUE(band) << diagnostics.text();
  ASSERT_EQ(band->rows.size(), 2U);
  EXPECT_EQ(band->rows[0].at, 10 * kPsPerSecond);
  EXPECT_EQ(band->rows[1].output, 3);
  EXPECT_EQ(band->window, 40 * kPsPerSecond);
  EXPECT_FALSE(load_trace(file.path(), {.prompt_above = 200}, diagnostics));
  EXPECT_THAT(diagnostics.text(), ::testing::HasSubstr("1 of its 4 requests have prompts of more"));
}

}  // namespace costwright::testing
