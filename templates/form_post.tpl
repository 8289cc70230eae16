{{%AUTOESCAPE context="HTML"}}
{{>HEAD}}
<body data-page="form-post">
<main class="card">
<h1>Going back to the application</h1>
<p class="advice">This page goes on by itself. If it does not, press Continue.</p>
<form method="post" action="{{ACTION}}">
{{#FIELD}}
<input type="hidden" name="{{FIELD_NAME}}" value="{{FIELD_VALUE}}">
{{/FIELD}}
<div class="choices">
<button type="submit" class="primary">Continue</button>
</div>
</form>
</main>
<script src="{{SCRIPT}}"></script>
</body>
</html>
