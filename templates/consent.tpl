{{%AUTOESCAPE context="HTML"}}
{{>HEAD}}
<body data-page="consent">
<main class="card">
<h1><bdi id="client-name">{{CLIENT_NAME}}</bdi> asks for access to your account</h1>
<p class="account">Signed in as <bdi id="account">{{ACCOUNT}}</bdi></p>
{{#GRANTED_BEFORE}}
<p class="note">You allowed some of this before. What was added since is marked <span class="new">new</span>.</p>
{{/GRANTED_BEFORE}}
<section aria-labelledby="scopes-heading">
<h2 id="scopes-heading">If you allow this, it can</h2>
<ul id="scopes" class="permissions">
{{#SCOPE}}
<li data-scope="{{SCOPE_NAME}}"><bdi>{{SCOPE_SENTENCE}}</bdi>{{#IS_NEW}} <span class="new">new</span>{{/IS_NEW}}</li>
{{/SCOPE}}
</ul>
</section>
{{#CLAIMS}}
<section aria-labelledby="claims-heading">
<h2 id="claims-heading">It also asks to know</h2>
<ul id="claims">
{{#CLAIM}}
<li><bdi>{{CLAIM_WORDS}}</bdi></li>
{{/CLAIM}}
</ul>
</section>
{{/CLAIMS}}
{{#RESOURCES}}
<section aria-labelledby="resources-heading">
<h2 id="resources-heading">Where it may use this access</h2>
<ul id="resources">
{{#RESOURCE}}
<li><bdi>{{RESOURCE_NAME}}</bdi></li>
{{/RESOURCE}}
</ul>
</section>
{{/RESOURCES}}
<form method="post" action="{{ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
{{#OFFERS_REMEMBER}}
<label class="remember" for="remember"><input type="checkbox" id="remember" name="remember" value="true"> <span>If I allow this, do not ask me again</span></label>
{{/OFFERS_REMEMBER}}
<p class="destination">Either way, you go on to <bdi id="redirect-host">{{REDIRECT_HOST}}</bdi>.</p>
<div class="choices">
<button type="submit" id="deny" name="decision" value="deny">Deny</button>
<button type="submit" id="approve" name="decision" value="approve" class="primary">Allow</button>
</div>
</form>
{{#LINKS}}
<nav aria-label="About this application">
<ul class="links">
{{#CLIENT_LINK}}
<li><a href="{{CLIENT_URI}}" rel="noopener noreferrer" target="_blank">Website<span class="aside"> (opens a new tab)</span></a></li>
{{/CLIENT_LINK}}
{{#POLICY_LINK}}
<li><a href="{{POLICY_URI}}" rel="noopener noreferrer" target="_blank">Privacy policy<span class="aside"> (opens a new tab)</span></a></li>
{{/POLICY_LINK}}
{{#TOS_LINK}}
<li><a href="{{TOS_URI}}" rel="noopener noreferrer" target="_blank">Terms of service<span class="aside"> (opens a new tab)</span></a></li>
{{/TOS_LINK}}
</ul>
</nav>
{{/LINKS}}
</main>
</body>
</html>
