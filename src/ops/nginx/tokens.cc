#include "ops/nginx/tokens.h"

#include <utility>

namespace lockspire::ops::nginx {
namespace {

// nginx itself takes no word of more than 4 KiB.
constexpr std::size_t kLongestWord = 16'384;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

char Tokens::take() {
  const char c = text_[at_++];
  if (c == '\n') ++line_;
  return c;
}

Token Tokens::problem(std::string words) {
  failed_ = true;
  failure_ = std::move(words);
  return {TokenKind::kProblem, failure_, line_};
}

void Tokens::skip_space() {
  while (!at_end()) {
    if (text_[at_] == '#') {
      while (!at_end() && text_[at_] != '\n') ++at_;
    } else if (is_space(text_[at_])) {
      take();
    } else {
      return;
    }
  }
}

// Only these mean something; before any other character the backslash stands for itself, which
// regular expressions need.
void Tokens::take_escape(std::string& out) {
  const char c = take();
  switch (c) {
    case '"':
    case '\'':
    case '\\':
      out += c;
      return;
    case 't':
      out += '\t';
      return;
    case 'r':
      out += '\r';
      return;
    case 'n':
      out += '\n';
      return;
    default:
      out += '\\';
      out += c;
  }
}

Token Tokens::quoted_word(char quote) {
  Token token{TokenKind::kWord, {}, line_};
  ++at_;
  while (!at_end() && token.text.size() <= kLongestWord) {
    const char c = take();
    if (c == quote) {
      const bool separated = at_end() || is_space(text_[at_]) || text_[at_] == ';' ||
                             text_[at_] == '{' || text_[at_] == ')';
      return separated ? token : problem("something follows a quote without a blank");
    }
    if (c == '\\' && !at_end()) {
      take_escape(token.text);
    } else {
      token.text += c;
    }
  }
  return problem(at_end() ? "a quote is not closed" : "a word is too long");
}

Token Tokens::word() {
  Token token{TokenKind::kWord, {}, line_};
  while (!at_end() && token.text.size() <= kLongestWord) {
    const char c = text_[at_];
    const bool of_variable = c == '{' && token.text.ends_with('$');
    if (is_space(c) || c == ';' || (c == '{' && !of_variable)) return token;
    ++at_;
    if (c == '\\' && !at_end()) {
      take_escape(token.text);
    } else {
      token.text += c;
    }
  }
  return at_end() ? token : problem("a word is too long");
}

Token Tokens::next() {
  if (failed_) return {TokenKind::kProblem, failure_, line_};
  skip_space();
  if (at_end()) return {TokenKind::kEnd, {}, line_};
  const char c = text_[at_];
  const int line = line_;
  switch (c) {
    case ';':
      ++at_;
      return {TokenKind::kSemicolon, {}, line};
    case '{':
      ++at_;
      return {TokenKind::kOpen, {}, line};
    case '}':
      ++at_;
      return {TokenKind::kClose, {}, line};
    case '"':
    case '\'':
      return quoted_word(c);
    default:
      return word();
  }
}

void Tokens::skip_foreign_string(char quote) {
  while (!at_end()) {
    const char c = take();
    if (c == '\\' && !at_end()) {
      take();
    } else if (c == quote || c == '\n') {
      return;
    }
  }
}

bool Tokens::skip_foreign_block() {
  int depth = 1;
  while (!at_end()) {
    const char c = take();
    if (c == '"' || c == '\'') {
      skip_foreign_string(c);
    } else if (c == '-' && !at_end() && text_[at_] == '-') {
      while (!at_end() && text_[at_] != '\n') ++at_;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && --depth == 0) {
      return true;
    }
  }
  return false;
}

}  // namespace lockspire::ops::nginx
