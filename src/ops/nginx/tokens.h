// The words of an nginx configuration file, read as nginx reads them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lockspire::ops::nginx {

enum class TokenKind { kWord, kSemicolon, kOpen, kClose, kEnd, kProblem };

struct Token {
  TokenKind kind;
  std::string text;  // of a word, quotes and escapes gone; of a problem, what is wrong
  int line;          // where it begins
};

class Tokens {
 public:
  // The text must outlive this.
  explicit Tokens(std::string_view text) : text_(text) {}

  // After kEnd or kProblem the same comes again.
  Token next();

  // Leaves out everything up to the brace that closes the block of another language (Lua), strings
  // and comments of which may have braces. False when it is not closed. REQUIRES: the last token
  // was kOpen.
  bool skip_foreign_block();

 private:
  void skip_space();
  Token word();
  Token quoted_word(char quote);
  void take_escape(std::string& out);
  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  char take();
  void skip_foreign_string(char quote);
  Token problem(std::string words);

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  bool failed_ = false;
  std::string failure_;
};

}  // namespace lockspire::ops::nginx
