// What verbs print: for people or as one JSON document, on standard output.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/json.h"

namespace lockspire::cli {

void print_line(const std::string& text);
void print_json(const Json& json);

// name and value in two columns; empty values are left out.
void print_fields(const std::vector<std::pair<std::string, std::string>>& fields);

// Aligned columns under a heading.
void print_table(const std::vector<std::string>& heading,
                 const std::vector<std::vector<std::string>>& rows);

// 2026-05-01T12:00:00Z; `-` for none.
std::string time_text(Instant at);
std::string time_text(const std::optional<Instant>& at);

// The words one after another with a comma; JSON texts of any type as they read.
std::string list_text(const std::vector<std::string>& items);

void set_time(Json& json, std::string_view name, const std::optional<Instant>& at);
void set_text(Json& json, std::string_view name, const std::optional<std::string>& text);

// False when something could not be written.
bool flush_output();

}  // namespace lockspire::cli
