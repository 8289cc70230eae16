{{%AUTOESCAPE context="HTML"}}
{{>HEAD}}
<body data-page="apps">
<main class="card">
<h1>Apps with access to your account</h1>
<p class="account">Signed in as <bdi id="account">{{ACCOUNT}}</bdi></p>
{{#NO_APPS}}
<p class="note" id="no-apps">No app has access to your account. One that you allow is listed here, and you can take its access away again.</p>
{{/NO_APPS}}
{{#APPS}}
<ul id="apps" class="apps">
{{#APP}}
<li data-client-id="{{APP_ID}}">
<h2><bdi>{{APP_NAME}}</bdi></h2>
<ul class="may">
{{#MAY}}
<li><bdi>{{MAY_WORDS}}</bdi></li>
{{/MAY}}
</ul>
<dl>
{{#RESOURCE}}
<div><dt>For</dt><dd><bdi>{{RESOURCE_NAME}}</bdi></dd></div>
{{/RESOURCE}}
<div><dt>Since</dt><dd><time datetime="{{SINCE_DATE}}">{{SINCE_WORDS}}</time></dd></div>
{{#USED}}
<div><dt>Last used</dt><dd><time datetime="{{USED_DATE}}">{{USED_WORDS}}</time></dd></div>
{{/USED}}
{{#UNUSED}}
<div><dt>Last used</dt><dd>Not yet</dd></div>
{{/UNUSED}}
</dl>
<form method="post" action="{{ACTION}}">
<input type="hidden" name="client_id" value="{{APP_ID}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<button type="submit" name="decision" value="revoke">Remove access<span class="aside"> of <bdi>{{APP_NAME}}</bdi></span></button>
</form>
</li>
{{/APP}}
</ul>
{{/APPS}}
</main>
</body>
</html>
