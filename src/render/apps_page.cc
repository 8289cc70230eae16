#include <array>
#include <cstdio>

#include <ctemplate/template.h>

#include "render/head.h"
#include "render/pages.h"

namespace lockspire::render {
namespace {

using ctemplate::TemplateDictionary;

constexpr std::array kMonths{"January", "February", "March",     "April",   "May",      "June",
                             "July",    "August",   "September", "October", "November", "December"};

std::string words_of(const Day& day) {
  return std::to_string(day.day) + " " + kMonths.at(day.month - 1) + " " + std::to_string(day.year);
}

std::string machine_text(const Day& day) {
  std::array<char, 32> text{};
  const int size =
      std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", day.year, day.month, day.day);
  return {text.data(), static_cast<std::size_t>(size)};
}

void add_app(TemplateDictionary& list, const AppsView& view, const AppsView::App& app) {
  TemplateDictionary* item = list.AddSectionDictionary("APP");
  item->SetValue("APP_ID", app.client_id);
  item->SetValue("APP_NAME", app.name);
  item->SetValue("ACTION", view.action);
  item->SetValue("CSRF_TOKEN", view.csrf_token);
  item->SetValue("SINCE_DATE", machine_text(app.since));
  item->SetValue("SINCE_WORDS", words_of(app.since));
  if (app.last_used) {
    TemplateDictionary* used = item->AddSectionDictionary("USED");
    used->SetValue("USED_DATE", machine_text(*app.last_used));
    used->SetValue("USED_WORDS", words_of(*app.last_used));
  } else {
    item->ShowSection("UNUSED");
  }
  for (const std::string& sentence : app.sentences) {
    item->AddSectionDictionary("MAY")->SetValue("MAY_WORDS", sentence);
  }
  for (const std::string& resource : app.resources) {
    item->AddSectionDictionary("RESOURCE")->SetValue("RESOURCE_NAME", resource);
  }
}

}  // namespace

std::string render_apps(const Templates& templates, const AppsView& view) {
  TemplateDictionary page("apps");
  add_head(page, templates, "Apps with access to your account");
  page.SetValue("ACCOUNT", view.account);
  if (view.apps.empty()) page.ShowSection("NO_APPS");
  if (!view.apps.empty()) {
    TemplateDictionary* list = page.AddSectionDictionary("APPS");
    for (const AppsView::App& app : view.apps) add_app(*list, view, app);
  }
  return templates.expand("apps.tpl", page);
}

}  // namespace lockspire::render
