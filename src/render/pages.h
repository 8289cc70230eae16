// RFC 6749 10.14: values that came in are escaped where they go out.
// The pages: a view per template, filled in and expanded. Escaping is the template's, not the
// caller's.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "render/templates.h"

namespace lockspire::render {

// RFC 9700 4.16: what is asked, by whom and for whom stands on the page before it is allowed.
struct ConsentView {
  struct Scope {
    std::string name;      // data-scope
    std::string sentence;  // in words
    bool is_new = false;   // not granted before
  };
  std::string client_name;
  std::string client_uri;  // empty, or an https URL; the same for the next two
  std::string policy_uri;
  std::string tos_uri;
  std::string account;        // who is signed in, in the words the host gave, else the sub
  std::string redirect_host;  // where the answer goes
  std::vector<Scope> scopes;
  std::vector<std::string> claims;     // further things asked about the person, in words
  std::vector<std::string> resources;  // whose API the access is for
  bool offers_remember = true;
  bool granted_before = false;  // some of it was: the page says what is new
  std::string action;           // path that the form is posted to
  std::string csrf_token;
};

struct ErrorView {
  std::string page = "error";  // data-page: error or login-required
  std::string heading;         // what happened, for a person
  std::string advice;          // what to do now
  std::string code;            // #error-code
  std::string description;     // #error-description
  std::string reference;       // #error-reference: the request id
};

struct Day {
  int year = 0;
  unsigned month = 0;  // from 1
  unsigned day = 0;
};

struct AppsView {
  struct App {
    std::string client_id;  // data-client-id
    std::string name;
    std::vector<std::string> sentences;  // what it may do, in words
    std::vector<std::string> resources;  // whose API the access is for
    Day since;
    std::optional<Day> last_used;
  };
  std::string account;
  std::vector<App> apps;
  std::string action;  // path that the forms are posted to
  std::string csrf_token;
};

struct FormPostView {
  std::string action;  // the redirect URI
  std::vector<std::pair<std::string, std::string>> fields;
};

// Each throws std::runtime_error when the template does not expand.
std::string render_consent(const Templates& templates, const ConsentView& view);
std::string render_error(const Templates& templates, const ErrorView& view);
std::string render_apps(const Templates& templates, const AppsView& view);
std::string render_form_post(const Templates& templates, const FormPostView& view);

}  // namespace lockspire::render
