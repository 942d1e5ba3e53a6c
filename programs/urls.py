from django.urls import path

from .views import applications, desk, desk_reports, documents, moves

urlpatterns = [
    path("apply/<slug:code>/", applications.apply, name="apply"),
    path("applications/", applications.index, name="applications"),
    path("applications/<str:reference>/", applications.detail, name="application"),
    path("applications/<str:reference>/check/", applications.check, name="application-check"),
    path("applications/<str:reference>/message/", moves.message, name="application-message"),
    path("applications/<str:reference>/<slug:action>/", moves.move, name="application-move"),
    path("documents/<int:pk>/", documents.download, name="document"),
    path("desk/", desk.queue, name="desk"),
    path("desk/reports/", desk_reports.index, name="desk_reports"),
    path("desk/reports/<int:pk>/", desk_reports.detail, name="desk_report"),
    path("desk/applications/<str:reference>/", desk.detail, name="desk-application"),
    path("desk/applications/<str:reference>/message/", desk.message, name="desk-message"),
    path("desk/applications/<str:reference>/<slug:action>/", desk.act, name="desk-move"),
]
