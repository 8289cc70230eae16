// What every page begins with.
#pragma once

#include <string>

#include "render/templates.h"

namespace lockspire::render {

// Fills in head.tpl.
void add_head(ctemplate::TemplateDictionary& page, const Templates& templates,
              const std::string& title);

}  // namespace lockspire::render
