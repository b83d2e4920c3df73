#!/bin/sh
# tools/check_names.sh [<source dir>] : fails when names of types can clash. Two classes of one name
# and namespace make one program in which the linker silently keeps one of each of their functions.
#  * A type of tests/ or bench/ lives in costwright::testing or costwright::bench (in a source,
#    also in a namespace without a name).
#  * No type is defined twice, nor hides behind a nameless namespace a type of the namespace around.
# Reads the sources as text: comments, strings and directives left out, braces counted.
set -eu
cd "${1:-$(dirname "$0")/..}"

find core sim study solve cli gui tests bench \( -name '*.h' -o -name '*.cpp' \) 2>/dev/null |
  LC_ALL=C sort | xargs awk '
# The text without what is no code.
function code_of(line,    out, at, c) {
  out = ""
  while (line != "") {
    if (in_comment) {
      at = index(line, "*/")
      if (at == 0) return out
      line = substr(line, at + 2); in_comment = 0; continue
    }
    if (raw_end != "") {
      at = index(line, raw_end)
      if (at == 0) return out
      line = substr(line, at + length(raw_end)); raw_end = ""; continue
    }
    if (!match(line, /"|\/\/|\/\*|\047/)) return out line
    at = RSTART; c = substr(line, at, 1)
    if (c == "/") {
      out = out substr(line, 1, at - 1)
      if (substr(line, at, 2) == "//") return out
      in_comment = 1; line = substr(line, at + 2); continue
    }
    if (c == "\"" && at > 1 && substr(line, at - 1, 1) == "R") {
      out = out substr(line, 1, at - 2) "0"
      line = substr(line, at + 1)
      raw_end = ")" substr(line, 1, index(line, "(") - 1) "\""
      line = substr(line, index(line, "(") + 1); continue
    }
    out = out substr(line, 1, at - 1)
    if (c == "\047" && out ~ /[0-9a-fA-F]$/) { line = substr(line, at + 1); continue }  # 1 000
    line = after_literal(substr(line, at + 1), c)
    out = out "0"
  }
  return out
}
function after_literal(line, quote,    i, c) {
  for (i = 1; i <= length(line); ++i) {
    c = substr(line, i, 1)
    if (c == "\\") ++i
    else if (c == quote) return substr(line, i + 1)
  }
  return ""
}

# The statement that a brace opens is in token[1..tokens]: the name of the type that it defines,
# with the arguments of a specialisation, or "".
function type_of(    i, depth, name) {
  i = 1
  while (token[i] == "template") {
    depth = 0
    for (++i; i <= tokens; ++i) {
      if (token[i] == "<") ++depth
      if (token[i] == ">" && --depth == 0) { ++i; break }
    }
  }
  if (token[i] == "typedef") ++i
  if (token[i] !~ /^(class|struct|union|enum)$/) return ""
  if (token[i] == "enum" && token[i + 1] ~ /^(class|struct)$/) ++i
  for (++i; token[i] == "alignas" || token[i] == "["; ++i) {
    while (i <= tokens && token[i] != ")" && token[i] != "]") ++i
    if (token[i + 1] == "]") ++i
  }
  name = token[i++]
  if (name !~ /^[A-Za-z_]/) return ""
  if (token[i] == "<") {
    depth = 0
    for (; i <= tokens; ++i) {
      name = name token[i]
      if (token[i] == "<") ++depth
      if (token[i] == ">" && --depth == 0) { ++i; break }
    }
  }
  return i > tokens || token[i] ~ /^(:|final)$/ ? name : ""
}

# kind[1..scopes]: "n" a namespace, "b" anything else; path[]: the names so far, nameless[]: whether
# one of them has no name.
function open_scope(    type, i, name) {
  ++scopes
  kind[scopes] = "b"; path[scopes] = path[scopes - 1]; nameless[scopes] = nameless[scopes - 1]
  if (scopes > 1 && kind[scopes - 1] != "n") return
  i = token[1] == "inline" ? 2 : 1
  if (token[i] == "namespace") {
    kind[scopes] = "n"
    if (i == tokens) nameless[scopes] = 1
    for (++i; i <= tokens; ++i)
      if (token[i] != ":") path[scopes] = path[scopes] (path[scopes] == "" ? "" : "::") token[i]
    return
  }
  type = type_of()
  if (type != "") define(type, path[scopes - 1], nameless[scopes - 1])
}

function define(type, inside, hidden,    name, home) {
  name = (inside == "" ? "" : inside "::") type
  home = FILENAME ~ /^tests\// ? "costwright::testing" : FILENAME ~ /^bench\// ? "costwright::bench" : ""
  if (home != "" && !(hidden && FILENAME ~ /\.cpp$/) && index(inside "::", home "::") != 1)
    problem(FILENAME ":" FNR ": " name " is not in " home)
  if (hidden && FILENAME ~ /\.cpp$/) {
    hidden_at[name] = hidden_at[name] " " FILENAME ":" FNR
  } else if (name in defined_at) {
    problem(FILENAME ":" FNR ": " name " is defined at " defined_at[name] " too")
  } else {
    defined_at[name] = FILENAME ":" FNR
  }
}
function problem(text) { print text; ++problems }

function take(text,    t) {
  while (match(text, /[A-Za-z_][A-Za-z_0-9]*|[^ \t\r]/)) {
    t = substr(text, RSTART, RLENGTH)
    text = substr(text, RSTART + RLENGTH)
    if (t == "{") { open_scope(); tokens = 0 }
    else if (t == "}") { if (scopes > 0) --scopes; tokens = 0 }
    else if (t == ";") tokens = 0
    else { token[++tokens] = t; token[tokens + 1] = "" }
  }
}

FNR == 1 {
  if (scopes > 0) problem(last ": braces that do not match")
  scopes = tokens = in_comment = directive = 0; raw_end = ""; path[0] = ""; nameless[0] = 0
}
{
  last = FILENAME
  text = code_of($0)
  was = directive || (text ~ /^[ \t]*#/)
  directive = was && $0 ~ /\\$/
  if (!was) take(text)
}
END {
  for (name in hidden_at)
    if (name in defined_at)
      problem(substr(hidden_at[name], 2) ": " name " hides the one of " defined_at[name])
  exit problems > 0
}'
