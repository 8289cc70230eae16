{{%AUTOESCAPE context="HTML"}}
{{>HEAD}}
<body data-page="{{PAGE}}">
<main class="card">
<h1>{{HEADING}}</h1>
<p class="advice">{{ADVICE}}</p>
<section aria-labelledby="details-heading" class="details">
<h2 id="details-heading">Details for support</h2>
<dl>
<div><dt>Problem</dt><dd id="error-description">{{DESCRIPTION}}</dd></div>
<div><dt>Code</dt><dd><code id="error-code">{{CODE}}</code></dd></div>
<div><dt>Reference</dt><dd><code id="error-reference">{{REFERENCE}}</code></dd></div>
</dl>
</section>
</main>
</body>
</html>
