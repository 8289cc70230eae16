#include "ops/nginx/syntax.h"

#include <optional>
#include <utility>

#include "ops/nginx/tokens.h"

namespace lockspire::ops::nginx {
namespace {

class Parser {
 public:
  Parser(std::string_view text, const std::string& file) : tokens_(text), file_(file) {}

  std::expected<Directives, SyntaxProblem> run() {
    Directives out;
    read_level(out, 0);
    if (problem_) return std::unexpected(SyntaxProblem{*problem_});
    return out;
  }

 private:
  void fail(int line, std::string_view words) {
    if (problem_) return;
    problem_ = file_ + ":" + std::to_string(line) + ": " + std::string(words);
  }

  // Until the brace that closes the level, or the end of the file for the outermost.
  void read_level(Directives& out, int depth) {
    while (!problem_) {
      Token token = tokens_.next();
      switch (token.kind) {
        case TokenKind::kWord:
          read_directive(out, std::move(token), depth);
          break;
        case TokenKind::kClose:
          if (depth == 0) fail(token.line, "a brace closes nothing");
          return;
        case TokenKind::kEnd:
          if (depth > 0) fail(token.line, "a brace is not closed");
          return;
        case TokenKind::kProblem:
          return fail(token.line, token.text);
        case TokenKind::kSemicolon:
        case TokenKind::kOpen:
          return fail(token.line, "a directive has no name");
      }
    }
  }

  void read_directive(Directives& out, Token name, int depth) {
    if (++count_ > kMostDirectives) return fail(name.line, "there are too many directives");
    Directive directive{.name = std::move(name.text), .args = {}, .file = file_, .line = name.line};
    while (true) {
      Token token = tokens_.next();
      if (token.kind == TokenKind::kWord) {
        directive.args.push_back(std::move(token.text));
        continue;
      }
      if (token.kind == TokenKind::kOpen) read_block(directive, depth, token.line);
      if (token.kind == TokenKind::kProblem) fail(token.line, token.text);
      if (token.kind == TokenKind::kEnd || token.kind == TokenKind::kClose) {
        fail(token.line, "`" + directive.name + "` has no semicolon");
      }
      out.push_back(std::move(directive));
      return;
    }
  }

  void read_block(Directive& directive, int depth, int line) {
    directive.has_block = true;
    if (depth + 1 > kDeepest) return fail(line, "blocks are nested too deep");
    if (directive.name.ends_with("_by_lua_block")) {
      if (!tokens_.skip_foreign_block()) fail(line, "a brace is not closed");
      return;
    }
    read_level(directive.block, depth + 1);
  }

  Tokens tokens_;
  const std::string& file_;
  std::size_t count_ = 0;
  std::optional<std::string> problem_;
};

}  // namespace

std::string Directive::text() const {
  std::string out = name;
  for (const std::string& arg : args) out += " " + (arg.empty() ? std::string("\"\"") : arg);
  return out;
}

std::expected<Directives, SyntaxProblem> parse(std::string_view text, const std::string& file) {
  if (text.size() > kMostBytes) return std::unexpected(SyntaxProblem{file + ": is too large"});
  return Parser(text, file).run();
}

}  // namespace lockspire::ops::nginx
