#include "render/pages.h"

#include <ctemplate/template.h>

#include "render/head.h"

namespace lockspire::render {
namespace {

using ctemplate::TemplateDictionary;

void add_scopes(TemplateDictionary& page, const ConsentView& view) {
  for (const ConsentView::Scope& scope : view.scopes) {
    TemplateDictionary* item = page.AddSectionDictionary("SCOPE");
    item->SetValue("SCOPE_NAME", scope.name);
    item->SetValue("SCOPE_SENTENCE", scope.sentence);
    if (view.granted_before && scope.is_new) item->ShowSection("IS_NEW");
  }
}

void add_claims(TemplateDictionary& page, const std::vector<std::string>& claims) {
  if (claims.empty()) return;
  TemplateDictionary* list = page.AddSectionDictionary("CLAIMS");
  for (const std::string& claim : claims) {
    list->AddSectionDictionary("CLAIM")->SetValue("CLAIM_WORDS", claim);
  }
}

void add_resources(TemplateDictionary& page, const std::vector<std::string>& resources) {
  if (resources.empty()) return;
  TemplateDictionary* list = page.AddSectionDictionary("RESOURCES");
  for (const std::string& resource : resources) {
    list->AddSectionDictionary("RESOURCE")->SetValue("RESOURCE_NAME", resource);
  }
}

void add_links(TemplateDictionary& page, const ConsentView& view) {
  if (view.client_uri.empty() && view.policy_uri.empty() && view.tos_uri.empty()) return;
  TemplateDictionary* links = page.AddSectionDictionary("LINKS");
  if (!view.client_uri.empty()) {
    links->SetValueAndShowSection("CLIENT_URI", view.client_uri, "CLIENT_LINK");
  }
  if (!view.policy_uri.empty()) {
    links->SetValueAndShowSection("POLICY_URI", view.policy_uri, "POLICY_LINK");
  }
  if (!view.tos_uri.empty()) links->SetValueAndShowSection("TOS_URI", view.tos_uri, "TOS_LINK");
}

}  // namespace

void add_head(TemplateDictionary& page, const Templates& templates, const std::string& title) {
  TemplateDictionary* head = page.AddIncludeDictionary("HEAD");
  head->SetFilename("head.tpl");
  head->SetValue("TITLE", title);
  head->SetValue("STYLE_SHEET", templates.mount() + "/assets/style.css");
}

std::string render_consent(const Templates& templates, const ConsentView& view) {
  TemplateDictionary page("consent");
  add_head(page, templates, "Allow access for " + view.client_name + "?");
  page.SetValue("CLIENT_NAME", view.client_name);
  page.SetValue("ACCOUNT", view.account);
  page.SetValue("REDIRECT_HOST", view.redirect_host);
  page.SetValue("ACTION", view.action);
  page.SetValue("CSRF_TOKEN", view.csrf_token);
  if (view.granted_before) page.ShowSection("GRANTED_BEFORE");
  if (view.offers_remember) page.ShowSection("OFFERS_REMEMBER");
  add_scopes(page, view);
  add_claims(page, view.claims);
  add_resources(page, view.resources);
  add_links(page, view);
  return templates.expand("consent.tpl", page);
}

std::string render_error(const Templates& templates, const ErrorView& view) {
  TemplateDictionary page("error");
  add_head(page, templates, view.heading);
  page.SetValue("PAGE", view.page);
  page.SetValue("HEADING", view.heading);
  page.SetValue("ADVICE", view.advice);
  page.SetValue("CODE", view.code);
  page.SetValue("DESCRIPTION", view.description);
  page.SetValue("REFERENCE", view.reference);
  return templates.expand("error.tpl", page);
}

std::string render_form_post(const Templates& templates, const FormPostView& view) {
  TemplateDictionary page("form_post");
  add_head(page, templates, "Going back to the application");
  page.SetValue("ACTION", view.action);
  page.SetValue("SCRIPT", templates.mount() + "/assets/form-post.js");
  for (const auto& [name, value] : view.fields) {
    TemplateDictionary* field = page.AddSectionDictionary("FIELD");
    field->SetValue("FIELD_NAME", name);
    field->SetValue("FIELD_VALUE", value);
  }
  return templates.expand("form_post.tpl", page);
}

}  // namespace lockspire::render
